import './metrics.css'
import type { JSX } from 'preact'
import type { StoredMetric, StoredMetrics } from '../api/metrics.ts'
import type { Latest, Sample } from '../api/samples.ts'
import { useAnswer } from '../api/use-answer.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { changeQuery, hrefTo } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { dateOf, sayTime } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { readingOf } from '../words/readings.ts'
import { sayAgo } from '../words/relative-times.ts'
import { bySubject, findMetrics } from './subjects.ts'

const LATELY_MS = 30 * 86_400_000

/** Everything that one has, by what it is about, with its newest value. */
export default function Metrics({ query }: ViewProps): JSX.Element {
  const metrics = useAnswer<StoredMetrics>('/v1/metrics')
  const latest = useAnswer<Latest>('/v1/latest')
  const sought = query.get('q') ?? ''
  return (
    <Page
      title="Metrics"
      lead="Everything that has been measured, and when it was last."
      actions={
        <label class="metric-search">
          <span class="visually-hidden">Search metrics</span>
          <input
            type="search"
            placeholder="Search"
            value={sought}
            onInput={event => changeQuery({ q: event.currentTarget.value || undefined })}
          />
        </label>
      }
    >
      <Answered
        answer={metrics}
        skeleton={<Skeleton height="70vh" />}
        isEmpty={({ metrics }) => metrics.length === 0}
        empty={
          <Empty title="Nothing has arrived yet">
            <p>Once your phone sends its first data, each metric is listed here.</p>
            <ConnectLink />
          </Empty>
        }
      >
        {({ metrics }) => (
          <Answered answer={latest} skeleton={<Skeleton height="70vh" />}>
            {({ samples }) => (
              <Found
                metrics={findMetrics(metrics, sought)}
                newest={new Map(samples.map(sample => [sample.metric, sample]))}
                sought={sought}
              />
            )}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}

function Found({
  metrics,
  newest,
  sought,
}: {
  metrics: readonly StoredMetric[]
  newest: ReadonlyMap<string, Sample>
  sought: string
}): JSX.Element {
  if (metrics.length === 0) {
    return (
      <Empty title={`You have nothing called “${sought}”`}>
        <button type="button" class="button" onClick={() => changeQuery({ q: undefined })}>
          Show everything
        </button>
      </Empty>
    )
  }
  return (
    <div class="subjects">
      {bySubject(metrics).map(({ title, metrics }) => (
        <section key={title} class="card" aria-label={title}>
          <h2>{title}</h2>
          <ul>
            {metrics.map(stored => (
              <Row key={stored.metric} stored={stored} newest={newest.get(stored.metric)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Row({ stored, newest }: { stored: StoredMetric; newest: Sample | undefined }): JSX.Element {
  const { timezone, units } = useSession().session.user
  const { metric, title, kind, last_at } = stored
  const reading = newest && kind !== 'sleep' ? readingOf(metric, newest, units) : undefined
  // What came long ago is shown where it is, not in an empty month of today.
  const to = Date.now() - Date.parse(last_at) > LATELY_MS ? dateOf(last_at, timezone) : undefined
  return (
    <li>
      <a href={kind === 'sleep' ? '#/sleep' : hrefTo(['metric', metric], { to })}>
        {nameMetric(metric, title)}
      </a>
      <span class="metric-newest number">
        {reading && (
          <>
            <strong>{reading.number}</strong> {reading.sign}
          </>
        )}
      </span>
      <time class="small" dateTime={last_at} title={sayTime(last_at, timezone)}>
        {sayAgo(last_at)}
      </time>
    </li>
  )
}
