import './metric.css'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { StoredMetric, StoredMetrics } from '../api/metrics.ts'
import type { UnitSystem } from '../api/session.ts'
import { useAnswer } from '../api/use-answer.ts'
import { changeQuery } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { Segmented } from '../frame/segmented.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { dateOf, sayDay } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayAgo } from '../words/relative-times.ts'
import { unitOf } from '../words/units.ts'
import { MetricSpan } from './metric-span.tsx'
import type { Horizon } from './span.ts'

/** One metric over any time. All that can be chosen stands in the address. */
export default function Metric({ params: { metric = '' }, query }: ViewProps): JSX.Element {
  const { user } = useSession().session
  const answer = useAnswer<StoredMetrics>('/v1/metrics')
  const stored = answer.data?.metrics.find(one => one.metric === metric)
  const asked = query.get('units')
  const system = asked === 'metric' || asked === 'imperial' ? asked : user.units
  return (
    <Page
      title={nameMetric(metric, stored?.title)}
      lead={
        stored
          ? `Newest ${sayAgo(stored.last_at)}, first on ${sayDay(stored.first_at, user.timezone)}`
          : '\u00a0'
      }
      actions={stored && choosesUnit(stored) ? <UnitChoice stored={stored} system={system} /> : undefined}
    >
      <Answered answer={answer} skeleton={<Skeleton height="36rem" />}>
        {() => {
          if (!stored) return <Unknown metric={metric} />
          return stored.kind === 'sleep' ? (
            <SleepIsElsewhere />
          ) : (
            <Known stored={stored} query={query} system={system} />
          )
        }}
      </Answered>
    </Page>
  )
}

function Known({
  stored,
  query,
  system,
}: {
  stored: StoredMetric
  query: URLSearchParams
  system: UnitSystem
}): JSX.Element {
  const { timezone } = useSession().session.user
  const { first_at, last_at, aggregation } = stored
  const today = dateOf(Date.now(), timezone)
  const horizon = useMemo<Horizon>(
    () => ({
      timezone,
      today,
      firstDate: dateOf(first_at, timezone),
      lastDate: dateOf(last_at, timezone),
      finest: aggregation === 'sum' ? 'hour' : 'sample',
    }),
    [timezone, today, first_at, last_at, aggregation],
  )
  return <MetricSpan stored={stored} query={query} system={system} horizon={horizon} />
}

const signOf = (stored: StoredMetric, system: UnitSystem): string => unitOf(stored, system).sign

const choosesUnit = (stored: StoredMetric): boolean =>
  stored.kind !== 'sleep' && signOf(stored, 'metric') !== signOf(stored, 'imperial')

/** The choice is for this view; that of the account stays. */
function UnitChoice({ stored, system }: { stored: StoredMetric; system: UnitSystem }): JSX.Element {
  return (
    <Segmented<UnitSystem>
      label="Unit"
      value={system}
      options={(['metric', 'imperial'] as const).map(one => ({ value: one, label: signOf(stored, one) }))}
      onChange={units => changeQuery({ units })}
    />
  )
}

const Unknown = ({ metric }: { metric: string }): JSX.Element => (
  <Empty title={`You have nothing called “${metric}”`}>
    <p>The address may be mistyped, or nothing of it has arrived yet.</p>
    <a class="button" href="#/metric">
      See what there is
    </a>
  </Empty>
)

const SleepIsElsewhere = (): JSX.Element => (
  <Empty title="Sleep is shown night by night">
    <p>It has a view of its own, with its stages.</p>
    <a class="button" href="#/sleep">
      See your nights
    </a>
  </Empty>
)
