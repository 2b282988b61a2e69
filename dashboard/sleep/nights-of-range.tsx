import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { ChartNumbers, type Column } from '../chart/chart-numbers.tsx'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { sayClock, sayDate, sayDateRange } from '../words/dates.ts'
import { sayHours } from '../words/durations.ts'
import { AverageCards } from './average-cards.tsx'
import { averageOf, averageStages } from './averages.ts'
import { barsOf } from './bars-of-range.ts'
import type { KnownNight } from './known-nights.ts'
import { NightBars } from './night-bars.tsx'
import type { NightRange } from './night-range.ts'

/** The nights of a range as bars, what they have in common, and the numbers of each. */
export function NightsOfRange({
  range,
  nights,
}: {
  range: NightRange
  nights: readonly KnownNight[]
}): JSX.Element {
  const { timezone } = useSession().session.user
  const averages = useMemo(() => averageOf(nights, timezone), [nights, timezone])
  const bars = useMemo(() => barsOf(range, nights), [range.from, range.to, nights])
  const columns = useMemo(() => columnsOf(timezone), [timezone])
  const count = nights.length === 1 ? '1 night' : `${nights.length} nights`
  const asleep = averages.asleep?.mean ?? averages.inBed
  const words = averages.asleep === undefined ? 'in bed' : 'asleep'
  const hasStages = Object.keys(averages.stages).length > 0
  return (
    <>
      <section class="card nights" aria-label="Nights">
        <div class="nights-head">
          <p class="figure">{asleep === undefined ? '–' : sayHours(asleep)}</p>
          <p class="small">
            {words} on average, of {count}
            {range.name === 'year' && '; each bar is an average night of a week'}
          </p>
        </div>
        <NightBars
          summary={`Sleep, ${sayDateRange(range.from, range.to)}: ${asleep === undefined ? '' : sayHours(asleep)} ${words} on average, of ${count}`}
          bars={bars}
          average={hasStages ? averages.stages : averageStages(nights)}
          asleep={averages.asleep?.mean}
        />
        <ChartNumbers caption="Sleep by night" columns={columns} rows={[...nights].reverse()} />
      </section>
      <AverageCards averages={averages} />
      <p class="small">{saySources(nights)}</p>
    </>
  )
}

const hours = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : sayHours(value)

function columnsOf(timezone: string): Column<KnownNight>[] {
  const clock = (time: string | null) => (time === null ? '–' : sayClock(time, timezone))
  return [
    {
      head: 'Night to',
      cell: ({ date }) => <a href={hrefTo(['sleep', date])}>{sayDate(date, 'weekday')}</a>,
    },
    { head: 'Asleep', cell: ({ best }) => hours(best.asleep_hours), isNumber: true },
    { head: 'In bed', cell: ({ inBed }) => hours(inBed?.hours), isNumber: true },
    { head: 'Bedtime', cell: ({ best }) => clock(best.started_at), isNumber: true },
    { head: 'Wake-up', cell: ({ best }) => clock(best.ended_at), isNumber: true },
    { head: 'Deep', cell: ({ best }) => hours(best.deep_hours), isNumber: true },
    { head: 'Core', cell: ({ best }) => hours(best.core_hours), isNumber: true },
    { head: 'REM', cell: ({ best }) => hours(best.rem_hours), isNumber: true },
    { head: 'Awake', cell: ({ best }) => hours(best.awake_hours), isNumber: true },
  ]
}

/** Who saw these nights, and who says how long one lay in bed. */
function saySources(nights: readonly KnownNight[]): string {
  const names = (all: readonly (string | undefined)[]) =>
    [...new Set(all.filter(name => name !== undefined))].map(name => name || 'a source without a name')
  const best = names(nights.map(night => night.best.source))
  const inBed = names(nights.map(night => night.inBed?.source)).filter(name => !best.includes(name))
  const list = new Intl.ListFormat('en')
  return [
    `As seen by ${list.format(best)}${best.length > 1 ? ', one of them for each night' : ''}.`,
    ...(inBed.length > 0 ? [`Time in bed also from ${list.format(inBed)}.`] : []),
  ].join(' ')
}
