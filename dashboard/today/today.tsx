import './today.css'
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import type { StoredMetrics } from '../api/metrics.ts'
import type { Latest } from '../api/samples.ts'
import type { Nights } from '../api/sleep.ts'
import { type Answer, useAnswer } from '../api/use-answer.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import { addDays, dateOf, sayDate } from '../words/dates.ts'
import { DayCard } from './day-card.tsx'
import { LastNight } from './last-night.tsx'
import { NewestValues } from './newest-values.tsx'
import { USUAL_DAYS } from './usual-days.ts'

/** Of an activity that nobody has been at for longer there is nothing to say in the morning. */
const WEEK_DAYS = 7

/** What most people look for each morning, where they have it; all else is among the newest values. */
const activity = [
  'step_count',
  'active_energy',
  'apple_exercise_time',
  'apple_stand_hour',
  'walking_running_distance',
  'cycling_distance',
  'wheelchair_distance',
  'flights_climbed',
]
const heartAndBody = [
  'resting_heart_rate',
  'heart_rate_variability',
  'blood_pressure',
  'body_mass',
  'blood_glucose',
  'respiratory_rate',
  'blood_oxygen_saturation',
  'vo2_max',
]

/** How it stands this morning. A metric that never came is not shown. */
export default function Today(): JSX.Element {
  const { session } = useSession()
  const today = dateOf(Date.now(), session.user.timezone)
  const metrics = useAnswer<StoredMetrics>('/v1/metrics')
  const latest = useAnswer<Latest>('/v1/latest')
  // Asked for at once, as the longest answer, though some people have no sleep here.
  const nights = useAnswer<Nights>('/v1/sleep', { from: `${addDays(today, -USUAL_DAYS - 1)}T00:00:00Z` })
  return (
    <Page title="Today" lead={sayDate(today, 'long')}>
      <Answered
        answer={metrics}
        skeleton={<Skeleton height="80vh" />}
        isEmpty={({ metrics }) => metrics.length === 0}
        empty={
          <Empty title="Nothing has arrived yet">
            <p>Once your phone sends its first data, your day is shown here.</p>
            <ConnectLink />
          </Empty>
        }
      >
        {({ metrics }) => (
          <Answered answer={latest} skeleton={<Skeleton height="80vh" />}>
            {({ samples }) => <Sections metrics={metrics} samples={samples} nights={nights} today={today} />}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}

function Sections({
  metrics,
  samples,
  nights,
  today,
}: {
  metrics: StoredMetrics['metrics']
  samples: Latest['samples']
  nights: Answer<Nights>
  today: string
}): JSX.Element {
  const { timezone } = useSession().session.user
  const stored = new Map(metrics.map(metric => [metric.metric, metric]))
  const newest = new Map(samples.map(sample => [sample.metric, sample]))
  const cards = (names: readonly string[], days: number) =>
    names
      .flatMap(name => stored.get(name) ?? [])
      .filter(({ last_at }) => dateOf(last_at, timezone) > addDays(today, -days))
      .map(one => <DayCard key={one.metric} stored={one} newest={newest.get(one.metric)} today={today} />)
  return (
    <div class="today">
      <Section title="Activity" cards={cards(activity, WEEK_DAYS)} />
      {stored.has('sleep_analysis') && (
        <section class="section" aria-labelledby="today-sleep">
          <h2 id="today-sleep">Sleep</h2>
          <Answered
            answer={nights}
            skeleton={<div class="skeleton night-skeleton" />}
            isEmpty={({ nights }) => nights.length === 0}
            empty={<p class="soft">No night in the last four weeks.</p>}
          >
            {({ nights }) => <LastNight nights={nights} today={today} />}
          </Answered>
        </section>
      )}
      <Section title="Heart and body" cards={cards(heartAndBody, USUAL_DAYS)} />
      <section class="section" aria-labelledby="today-newest">
        <h2 id="today-newest">Newest values</h2>
        <NewestValues samples={samples} metrics={metrics} />
        <p>
          <a href="#/metric">All metrics</a>
        </p>
      </section>
    </div>
  )
}

function Section({ title, cards }: { title: string; cards: JSX.Element[] }): JSX.Element | null {
  const heading = useId()
  if (cards.length === 0) return null
  return (
    <section class="section" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <div class="cards">{cards}</div>
    </section>
  )
}
