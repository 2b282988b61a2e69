import type { Column } from '../chart/chart-numbers.tsx'
import { sayNumber } from '../words/numbers.ts'
import { nameSource } from '../words/source-names.ts'
import type { ShownUnit } from '../words/units.ts'
import type { Picture, Row } from './picture.ts'

/** The columns of the table behind a chart. */
export function columnsOf({ heads, step }: Picture, unit: ShownUnit): Column<Row>[] {
  const sign = unit.sign === '' ? '' : ` (${unit.sign})`
  return [
    { head: 'When', cell: row => row.when() },
    ...heads.map(({ name }, index) => ({
      head: `${name}${sign}`,
      isNumber: true,
      cell: (row: Row) => {
        const value = row.numbers[index]
        return value === null || value === undefined ? '–' : sayNumber(value, unit.digits)
      },
    })),
    step === 'sample'
      ? { head: 'Source', cell: ({ source = '' }) => nameSource(source) }
      : { head: 'Samples', isNumber: true, cell: ({ count = 0 }) => sayNumber(count) },
  ]
}
