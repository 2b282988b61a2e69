import { sayNumber } from '../words/numbers.ts'
import type { ShownUnit } from '../words/units.ts'
import type { Summary } from './sum-up.ts'

/**
 * How a span stands to the one before it: of sums in percent of a day, of all else by how much the average differs.
 * @param isPart of days, and as long as the one before: then sums are compared as they are
 * @returns `8 % more than`, `3 bpm less than`, `the same as`; undefined where there is nothing to compare
 */
export function compare(
  now: Summary,
  before: Summary,
  { unit, isPart }: { unit: ShownUnit; isPart: boolean },
): string | undefined {
  if (now.is === 'sum' && before.is === 'sum') {
    const [sum, sumBefore] = isPart ? [now.total, before.total] : [now.perDay, before.perDay]
    return sumBefore === 0 ? undefined : sayDifference((sum / sumBefore - 1) * 100, 0, '%')
  }
  // A difference knows no offset: 1 °C more is 1.8 °F more.
  const differ = (a: number, b: number) => sayDifference((a - b) * unit.factor, unit.digits, unit.sign)
  if (now.is === 'spread' && before.is === 'spread') return differ(now.average, before.average)
  if (now.is === 'pressure' && before.is === 'pressure') {
    return `systolic ${differ(now.systolic.avg, before.systolic.avg)}`
  }
  return undefined
}

function sayDifference(difference: number, digits: number, sign: string): string {
  const said = sayNumber(Math.abs(difference), digits)
  if (said === sayNumber(0, digits)) return 'the same as'
  return `${`${said} ${sign}`.trim()} ${difference > 0 ? 'more' : 'less'} than`
}
