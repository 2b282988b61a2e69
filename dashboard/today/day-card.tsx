import type { JSX } from 'preact'
import type { StoredMetric } from '../api/metrics.ts'
import type { Sample } from '../api/samples.ts'
import type { Statistics } from '../api/statistics.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Sparkline } from '../chart/sparkline.tsx'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { Answered } from '../frame/states.tsx'
import { addDays } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayRange, sayValue } from '../words/numbers.ts'
import { type Reading, readingOf } from '../words/readings.ts'
import { sayAgo } from '../words/relative-times.ts'
import { unitOf } from '../words/units.ts'
import { compare, readDays, USUAL_DAYS, valueByDate } from './usual-days.ts'

/** A metric today: of a sum what has come so far, of others the newest value; beside what is usual, over four weeks. */
export function DayCard({
  stored,
  newest,
  today,
}: {
  stored: StoredMetric
  newest: Sample | undefined
  today: string
}): JSX.Element {
  const { user } = useSession().session
  const { metric, title } = stored
  const isSum = stored.aggregation === 'sum'
  const isPair = stored.kind === 'blood_pressure'
  const words = isSum ? ' a day' : isPair ? ' systolic' : ''
  const answer = useAnswer<Statistics>(`/v1/metrics/${encodeURIComponent(metric)}/statistics`, {
    bucket: 'day',
    // A day more than is shown: it may be cut off.
    from: `${addDays(today, -USUAL_DAYS - 2)}T00:00:00Z`,
  })
  return (
    <article class="card day-card">
      <h3>
        <a href={hrefTo(['metric', metric])}>{nameMetric(metric, title)}</a>
      </h3>
      <Answered answer={answer} skeleton={<div class="day-body skeleton" />}>
        {statistics => {
          const unit = unitOf({ metric, unit: statistics.unit }, user.units)
          const days = readDays(valueByDate(statistics.buckets), today)
          const value = isSum ? (days.today ?? 0) : days.today
          const ofDay: Reading = { number: value === null ? '–' : sayValue(value, unit), sign: unit.sign }
          const latest = newest && readingOf(metric, newest, user.units)
          // What is held against the usual days is what is shown: of several readings their average.
          const reading = isSum || !latest || (value !== null && !isPair) ? ofDay : latest
          const when = isSum
            ? 'so far today'
            : latest?.number === reading.number
              ? sayAgo(newest!.recorded_at)
              : 'on average today'
          return (
            <div class="day-body">
              <p class="figure">
                {reading.number}
                {reading.sign !== '' && <span class="unit">{reading.sign}</span>}
              </p>
              <p class="small when">{when}</p>
              <Sparkline values={days.values} draw={isSum ? 'bars' : 'line'} usual={days.usual} />
              <p class="small usual">
                {days.usual
                  ? `Usually ${sayRange(days.usual.low, days.usual.high, unit)}${words}`
                  : 'Too few days to say what is usual'}
                {days.usual && value !== null && (
                  <span class="standing">
                    {' '}
                    {standings[isSum ? 'sum' : 'other'][compare(value, days.usual)]}
                  </span>
                )}
              </p>
            </div>
          )
        }}
      </Answered>
    </article>
  )
}

/** A sum that is below may still come to what is usual. */
const standings = {
  sum: { below: 'Not there yet.', within: 'As usual.', above: 'More than usual.' },
  other: { below: 'Lower than usual.', within: 'As usual.', above: 'Higher than usual.' },
}
