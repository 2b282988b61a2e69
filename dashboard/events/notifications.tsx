import type { JSX } from 'preact'
import type { HealthEvent } from '../api/events.ts'
import { Sparkline } from '../chart/sparkline.tsx'
import { sayDuration } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { groupBy } from './group-by.ts'
import { sayTimes } from './how-often.ts'
import { numberOf, sayPlain } from './plain-words.ts'

/** When the watch warned of the heart's beat, and what it saw. */
export function Notifications({ events, timezone }: KindProps): JSX.Element {
  const summary = [...groupBy(events, nameOf)]
    .map(([name, those]) => `${name.toLowerCase()} ${sayTimes(those.length)}`)
    .join(', ')
  return (
    <>
      <p class="lead">Your watch told of {summary}.</p>
      <EntryList
        title="Notifications"
        timezone={timezone}
        entries={events.map(event => ({
          event,
          title: nameOf(event),
          note: noteOf(event),
          value: <Rates rates={ratesOf(event)} />,
        }))}
      />
    </>
  )
}

const nameOf = ({ name }: HealthEvent): string =>
  name === '' ? 'A notification' : sayPlain(name.replace(/[_ ]notification$/i, ''))

function noteOf(event: HealthEvent): string {
  const { name, detail, started_at, ended_at } = event
  const threshold = numberOf(detail?.threshold)
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000
  const side = name.startsWith('low') ? 'below' : 'above'
  return [
    threshold !== undefined && `${side} ${sayNumber(threshold)} bpm`,
    seconds > 0 && `for ${sayDuration(seconds)}`,
  ]
    .filter(part => part)
    .join(' ')
}

function Rates({ rates }: { rates: readonly number[] }): JSX.Element | null {
  if (rates.length === 0) return null
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map(rate => sayNumber(rate))
  return (
    <span class="rates">
      {rates.length > 2 && <Sparkline values={rates} draw="line" />}
      {least === most ? least : `${least}–${most}`} <span class="small">bpm</span>
    </span>
  )
}

/** In the order in which they came; the watch adds one every few minutes. */
function ratesOf({ detail }: HealthEvent): number[] {
  const { heartRate } = detail ?? {}
  if (!Array.isArray(heartRate)) return []
  return heartRate.flatMap((one: unknown) => {
    const rate = typeof one === 'object' && one !== null && 'hr' in one ? numberOf(one.hr) : numberOf(one)
    return rate === undefined ? [] : [rate]
  })
}
