import type { JSX } from 'preact'
import { hrefTo } from '../frame/location.ts'
import { classificationOf, rateOf } from './electrocardiogram-words.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { groupBy } from './group-by.ts'
import { sayTimes } from './how-often.ts'

/** The recordings; each leads to its trace. */
export function Electrocardiograms({ events, timezone }: KindProps): JSX.Element {
  const summary = [...groupBy(events, classificationOf)]
    .map(([classification, those]) => `${classification} ${sayTimes(those.length)}`)
    .join(', ')
  return (
    <>
      <p class="lead">{summary}.</p>
      <EntryList
        title="Recordings"
        timezone={timezone}
        entries={events.map(event => ({
          event,
          title: classificationOf(event),
          note: event.source === '' ? undefined : event.source,
          value: rateOf(event),
          href: hrefTo(['events', 'ecg', event.started_at]),
        }))}
      />
    </>
  )
}
