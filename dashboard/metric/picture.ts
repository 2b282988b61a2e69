import type { Series } from '../chart/chart.tsx'

/** What the chart draws, and the numbers behind it. All values are in the unit shown. */
export interface Picture {
  draw: 'line' | 'bars'
  /** Ascending, in ms since 1970. */
  times: readonly number[]
  series: readonly Series[]
  /** One for each time; undefined where a line is broken. */
  rows: readonly (Row | undefined)[]
  /** Of the numbers of a row. */
  heads: readonly Head[]
  /** What a point stands for, in the singular. */
  step: 'sample' | 'hour' | 'day' | 'week' | 'month' | 'year'
}

export interface Head {
  name: string
  /** In a file. */
  field: string
}

export interface Row {
  fromMs: number
  toMs: number
  /** In words. */
  when(): string
  numbers: readonly (number | null)[]
  /** How many samples it is made of; of a sample itself its source. */
  count?: number
  source?: string
}

/** Of an average between two edges. @param part one of two numbers, such as `Systolic` */
export const spreadHeads = (part: string): Head[] =>
  spread.map(head =>
    part === ''
      ? head
      : { name: `${part}, ${head.name.toLowerCase()}`, field: `${part.toLowerCase()}_${head.field}` },
  )

const spread: readonly Head[] = [
  { name: 'Average', field: 'avg' },
  { name: 'Least', field: 'min' },
  { name: 'Greatest', field: 'max' },
]
