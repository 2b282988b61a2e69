import type { JSX } from 'preact'
import type { StoredMetric } from '../api/metrics.ts'
import type { Latest } from '../api/samples.ts'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { sayTime } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { readingOf } from '../words/readings.ts'
import { sayAgo } from '../words/relative-times.ts'

/** A look; the list of all metrics has the rest. */
const MOST = 12

/** The newest samples of different metrics, the newest first. */
export function NewestValues({
  samples,
  metrics,
}: {
  samples: Latest['samples']
  metrics: readonly StoredMetric[]
}): JSX.Element {
  const { user } = useSession().session
  const titles = new Map(metrics.map(({ metric, title }) => [metric, title]))
  const sorted = [...samples].sort((a, b) => Date.parse(b.recorded_at) - Date.parse(a.recorded_at))
  return (
    <ul class="newest card">
      {sorted.slice(0, MOST).map(sample => {
        const { number, sign } = readingOf(sample.metric, sample, user.units)
        return (
          <li key={sample.metric}>
            <a href={hrefTo(['metric', sample.metric])}>
              {nameMetric(sample.metric, titles.get(sample.metric))}
            </a>
            <span class="newest-value number">
              <strong>{number}</strong> {sign}
            </span>
            <time
              class="small"
              dateTime={sample.recorded_at}
              title={sayTime(sample.recorded_at, user.timezone)}
            >
              {sayAgo(sample.recorded_at)}
            </time>
          </li>
        )
      })}
    </ul>
  )
}
