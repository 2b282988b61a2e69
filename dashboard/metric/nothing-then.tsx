import type { JSX } from 'preact'
import type { StoredMetric } from '../api/metrics.ts'
import { changeQuery } from '../frame/location.ts'
import { Empty } from '../frame/states.tsx'
import { sayDay } from '../words/dates.ts'
import { sayAgo } from '../words/relative-times.ts'
import { nameSource } from '../words/source-names.ts'
import type { Horizon } from './span.ts'
import type { Shown } from './use-shown.ts'

/** A span without samples, with a way to where there are some. */
export function NothingThen({
  stored,
  shown: { sources },
  horizon,
}: {
  stored: StoredMetric
  shown: Shown
  horizon: Horizon
}): JSX.Element {
  if (sources.rule === 'one') {
    return (
      <Empty title={`“${nameSource(sources.source)}” has nothing in this time`}>
        <button type="button" class="button" onClick={() => changeQuery({ source: undefined })}>
          Show all sources
        </button>
      </Empty>
    )
  }
  return (
    <Empty title="Nothing was recorded in this time">
      <p>The newest value came {sayAgo(stored.last_at)}.</p>
      <button
        type="button"
        class="button"
        onClick={() => changeQuery({ to: horizon.lastDate, zoom: undefined })}
      >
        Go to {sayDay(stored.last_at, horizon.timezone)}
      </button>
    </Empty>
  )
}
