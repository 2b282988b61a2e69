import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { dateOf, sayClock, sayDate } from '../words/dates.ts'
import { sayNumber } from '../words/numbers.ts'
import { EventFacts } from './event-facts.tsx'
import { groupBy } from './group-by.ts'

export interface Entry {
  event: HealthEvent
  title: string
  /** Behind it: `Severe` */
  value?: ComponentChildren
  /** Under it: `Family · Daily mood` */
  note?: string | undefined
  /** It leads somewhere, instead of opening. */
  href?: string
}

const AT_ONCE = 25

/** What happened, day by day, the newest first; each opens to all that its client sent. */
export function EntryList({
  title = 'Entries',
  entries,
  timezone,
}: {
  title?: string
  entries: readonly Entry[]
  timezone: string
}): JSX.Element {
  const [limit, setLimit] = useState(AT_ONCE)
  const thisYear = dateOf(Date.now(), timezone).slice(0, 4)
  const days = groupBy(entries.slice(0, limit), ({ event }) => dateOf(event.started_at, timezone))
  return (
    <section class="card" aria-labelledby="entries">
      <h2 id="entries">
        {title} <span class="soft number">{sayNumber(entries.length)}</span>
      </h2>
      {[...days].map(([date, entries]) => (
        <section key={date} class="entry-day" aria-labelledby={`day-${date}`}>
          <h3 id={`day-${date}`}>{sayDate(date, date.startsWith(thisYear) ? 'weekday' : 'short')}</h3>
          <ul>
            {entries.map((entry, index) => (
              <li key={index}>
                {entry.href === undefined ? (
                  <details class="entry">
                    <summary>
                      <Line entry={entry} timezone={timezone} />
                    </summary>
                    <EventFacts event={entry.event} timezone={timezone} />
                  </details>
                ) : (
                  <a class="entry entry-link" href={entry.href}>
                    <Line entry={entry} timezone={timezone} />
                  </a>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {entries.length > limit && (
        <button type="button" class="button entry-more" onClick={() => setLimit(limit + 3 * AT_ONCE)}>
          Show more
        </button>
      )}
    </section>
  )
}

const Line = ({ entry, timezone }: { entry: Entry; timezone: string }): JSX.Element => (
  <>
    <time class="soft number" dateTime={entry.event.started_at}>
      {sayClock(entry.event.started_at, timezone)}
    </time>
    <span class="entry-words">
      <span>{entry.title}</span>
      {entry.note && <span class="small">{entry.note}</span>}
    </span>
    {entry.value !== undefined && <span class="entry-value number">{entry.value}</span>}
  </>
)
