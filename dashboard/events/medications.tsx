import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { dateOf, sayClock } from '../words/dates.ts'
import { sayNumber } from '../words/numbers.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { groupBy } from './group-by.ts'
import { sayTimes } from './how-often.ts'
import { numberOf, sayPlain, textOf, timeOf } from './plain-words.ts'
import { type Cell, Strip, type StripRow } from './strip.tsx'

/** What was taken and what was not. */
export function Medications({ events, range, timezone, name }: KindProps): JSX.Element {
  const rows = useMemo(() => rowsOf(events, range, timezone), [events, range, timezone])
  const shown = name === undefined ? events : events.filter(event => nameOf(event) === name)
  return (
    <>
      <section class="card section" aria-labelledby="calendar">
        <h2 id="calendar">Taken and skipped</h2>
        <p>{sumUp(events)}</p>
        <Strip rows={rows} range={range} name={name} legend={legend} />
      </section>
      <EntryList
        timezone={timezone}
        entries={shown.map(event => ({
          event,
          title: nameOf(event),
          value: <Status event={event} />,
          note: noteOf(event, timezone),
        }))}
      />
    </>
  )
}

function sumUp(events: readonly HealthEvent[]): string {
  const count = (status: string) => events.filter(event => statusOf(event) === status).length
  const [skipped, unsaid] = [count('Skipped'), count('Not interacted')]
  const planned = events.filter(isPlanned)
  const taken = planned.filter(isTaken).length
  const share = sayNumber((taken / planned.length) * 100)
  return [
    planned.length > 0 &&
      `${sayNumber(taken)} of ${sayNumber(planned.length)} planned doses were taken (${share} %).`,
    skipped > 0 && `${sayNumber(skipped)} ${skipped === 1 ? 'was' : 'were'} skipped.`,
    unsaid > 0 && `Nothing was said of ${sayNumber(unsaid)}.`,
  ]
    .filter(sentence => sentence)
    .join(' ')
}

const Status = ({ event }: { event: HealthEvent }): JSX.Element => {
  const status = statusOf(event)
  const kind = isTaken(event) ? 'good' : status === 'Skipped' ? 'warn' : ''
  return <span class={`tag ${kind}`}>{status}</span>
}

/** What its owner calls it, else what the package says. */
const nameOf = ({ name, detail }: HealthEvent): string =>
  textOf(detail?.nickname) ?? (name === '' ? 'Medication' : name)

const statusOf = ({ detail }: HealthEvent): string => sayPlain(textOf(detail?.status) ?? 'Unspecified')

const isTaken = (event: HealthEvent): boolean => statusOf(event) === 'Taken'
const isPlanned = ({ detail }: HealthEvent): boolean => textOf(detail?.scheduledDate) !== undefined

function noteOf({ name, detail }: HealthEvent, timezone: string): string | undefined {
  const dosage = numberOf(detail?.dosage)
  const scheduled = timeOf(detail?.scheduledDate)
  const parts = [
    textOf(detail?.nickname) && name,
    dosage !== undefined && `${sayNumber(dosage, 2)} ${textOf(detail?.units) ?? ''}`.trim(),
    scheduled !== undefined && `planned for ${sayClock(scheduled, timezone)}`,
  ]
  return parts.filter(part => part).join(' · ') || undefined
}

const legend: readonly { cell: Omit<Cell, 'title'>; label: string }[] = [
  { cell: { height: 1, tone: 'full' }, label: 'Taken' },
  { cell: { height: 0.5, tone: 'full' }, label: 'Taken in part' },
  { cell: { height: 0.3, tone: 'half' }, label: 'Skipped' },
  { cell: { height: 0.3, tone: 'other' }, label: 'Nothing said' },
]

/** A row for each medicine, the most frequent first; a bar is as high as the part of its doses that was taken. */
function rowsOf(events: readonly HealthEvent[], range: KindProps['range'], timezone: string): StripRow[] {
  return [...groupBy(events, nameOf)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([label, doses]) => {
      const byColumn = groupBy(doses, ({ started_at }) => range.columnOf(dateOf(started_at, timezone)) ?? -1)
      const taken = doses.filter(isTaken).length
      return {
        label,
        note: doses.some(isPlanned)
          ? `${sayNumber(taken)} of ${sayNumber(doses.length)} taken`
          : `taken ${sayTimes(taken)}`,
        cells: range.columns.map((_, index) => cellOf(byColumn.get(index))),
      }
    })
}

function cellOf(doses: HealthEvent[] | undefined): Cell | undefined {
  if (!doses) return undefined
  const statuses = [...groupBy(doses, statusOf)].map(([status, those]) =>
    doses.length === 1 ? status : `${status.toLowerCase()} ${sayTimes(those.length)}`,
  )
  const title = statuses.join(', ')
  const taken = doses.filter(isTaken).length
  if (taken > 0) return { height: Math.max(0.34, taken / doses.length), tone: 'full', title }
  return { height: 0.3, tone: doses.some(dose => statusOf(dose) === 'Skipped') ? 'half' : 'other', title }
}
