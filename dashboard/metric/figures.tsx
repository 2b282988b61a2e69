import type { ComponentChildren, JSX } from 'preact'
import { daysBetween } from '../words/calendar.ts'
import { sayDate } from '../words/dates.ts'
import { sayNumber, sayRange, sayValue } from '../words/numbers.ts'
import type { ShownUnit } from '../words/units.ts'
import { compare } from './compare.ts'
import { nameBefore } from './say-span.ts'
import type { Horizon, Span } from './span.ts'
import type { Extreme, Summary } from './sum-up.ts'
import type { Known } from './use-summary.ts'

/** What a span comes to, and how it stands to the one before. */
export function SpanFigures({
  span,
  summary,
  before,
  unit,
  horizon,
}: {
  span: Span
  summary: Summary
  before: Known
  unit: ShownUnit
  horizon: Horizon
}): JSX.Element {
  const named = nameBefore(span, horizon)
  // Today is not over, so that no comparison would be fair.
  const isSoFar = span.first === span.last && span.last === horizon.today && !span.isPart
  const comparison =
    named !== undefined && before.is === 'known'
      ? sayComparison(summary, before.summary, { named, isSoFar, isPart: span.isPart, unit })
      : undefined
  return (
    <dl class="figures" aria-busy={before.is === 'asked'}>
      {figuresOf(summary, span, unit).map(({ name, value, sign, at }, index) => (
        <div key={name} class={index === 0 ? 'figures-first' : undefined}>
          <dt>{name}</dt>
          <dd class="figure">
            {value}
            {sign !== '' && <span class="unit">{sign}</span>}
          </dd>
          <dd class="small">{index === 0 && named !== undefined ? (comparison ?? '\u00a0') : at}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Figure {
  name: string
  value: string
  sign: string
  /** Under it. */
  at?: ComponentChildren
}

function figuresOf(summary: Summary, { first, last, isPart }: Span, unit: ShownUnit): Figure[] {
  const isOneDay = first === last
  // Of days that are cut off nothing is said by the day.
  const hasDays = !isOneDay && !isPart
  // Within a year a day needs no year.
  const style = daysBetween(first, last) < 365 ? 'weekday' : 'short'
  const plain = (name: string, value: number, at?: ComponentChildren): Figure => ({
    name,
    value: sayValue(value, unit),
    sign: unit.sign,
    at,
  })
  const extreme = (name: string, { value, date }: Extreme) =>
    plain(name, value, isOneDay ? undefined : sayDate(date, style))
  const samples: Figure = {
    name: 'Samples',
    value: sayNumber(summary.count),
    sign: '',
    at: hasDays ? `on ${sayNumber(summary.days)} ${summary.days === 1 ? 'day' : 'days'}` : undefined,
  }
  if (summary.is === 'sum') {
    if (!hasDays) return [plain('In all', summary.total), samples]
    return [
      plain('On average a day', summary.perDay),
      plain('In all', summary.total),
      extreme('Most in a day', summary.most),
      extreme('Least in a day', summary.least),
      samples,
    ]
  }
  if (summary.is === 'spread') {
    return [
      plain('On average', summary.average),
      extreme('Least', summary.least),
      extreme('Greatest', summary.greatest),
      samples,
    ]
  }
  const { systolic, diastolic } = summary
  return [
    {
      name: 'On average',
      value: `${sayValue(systolic.avg, unit)}/${sayValue(diastolic.avg, unit)}`,
      sign: unit.sign,
    },
    { name: 'Systolic', value: sayRange(systolic.min, systolic.max, { ...unit, sign: '' }), sign: unit.sign },
    {
      name: 'Diastolic',
      value: sayRange(diastolic.min, diastolic.max, { ...unit, sign: '' }),
      sign: unit.sign,
    },
    samples,
  ]
}

function sayComparison(
  summary: Summary,
  before: Summary | undefined,
  {
    named,
    isSoFar,
    isPart,
    unit,
  }: {
    /** The span before, in words. */
    named: string
    isSoFar: boolean
    isPart: boolean
    unit: ShownUnit
  },
): string | undefined {
  if (!before) return `Nothing ${named}`
  if (summary.is === 'sum' && before.is === 'sum' && isSoFar) {
    return `So far; ${named} ${sayValue(before.total, unit)}`
  }
  const difference = compare(summary, before, { unit, isPart })
  return difference && `${difference.charAt(0).toUpperCase()}${difference.slice(1)} ${named}`
}
