import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { sayDate } from '../words/dates.ts'
import { cyclesOf } from './cycle-lengths.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { sayDays } from './how-often.ts'
import { sayPlain, textOf } from './plain-words.ts'
import { rowsByName } from './rows-by-name.ts'
import { type Cell, Strip, type StripRow } from './strip.tsx'

/** The entries of the cycle by day, and how long the cycles were. */
export function Cycle({ events, range, timezone, name }: KindProps): JSX.Element {
  const rows = useMemo(() => rowsOf(events, range, timezone), [events, range, timezone])
  const cycles = useMemo(() => cyclesOf(events, timezone), [events, timezone])
  const shown = name === undefined ? events : events.filter(event => nameOf(event) === name)
  const lengths = cycles.flatMap(({ days }) => (days === undefined ? [] : [days]))
  const last = cycles.at(-1)
  return (
    <>
      <section class="card section" aria-labelledby="calendar">
        <h2 id="calendar">Calendar</h2>
        <p>
          {last ? `The last period in these days began on ${sayDate(last.start, 'weekday')}. ` : ''}
          {lengths.length > 0 && `Cycles took ${sayLengths(lengths)}.`}
        </p>
        <Strip rows={rows} range={range} name={name} legend={legend} />
      </section>
      {lengths.length > 0 && (
        <section class="card section" aria-labelledby="cycles">
          <h2 id="cycles">Cycles</h2>
          <ul class="cycles">
            {cycles.toReversed().map(({ start, days, periodDays }) => (
              <li key={start}>
                <span>{sayDate(start)}</span>
                <span class="number">{days === undefined ? 'not over' : sayDays(days)}</span>
                <span class="small number">bleeding on {sayDays(periodDays)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <EntryList
        timezone={timezone}
        entries={shown.map(event => ({
          event,
          title: nameOf(event),
          value: sayValueOf(event),
          note: event.detail?.isCycleStart === true ? 'First day of a cycle' : undefined,
        }))}
      />
    </>
  )
}

function sayLengths(lengths: readonly number[]): string {
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)]
  return least === most ? sayDays(least) : `${least} to ${sayDays(most)}`
}

const nameOf = ({ name }: HealthEvent): string => (name === '' ? 'Entry' : sayPlain(name))
const sayValueOf = ({ detail }: HealthEvent): string => sayPlain(textOf(detail?.value) ?? 'Noted')

const strengths: Record<string, Omit<Cell, 'title'>> = {
  Light: { height: 0.33, tone: 'full' },
  Medium: { height: 0.66, tone: 'full' },
  Heavy: { height: 1, tone: 'full' },
  Positive: { height: 1, tone: 'full' },
  Negative: { height: 0.33, tone: 'half' },
}
const unknownStrength: Omit<Cell, 'title'> = { height: 0.5, tone: 'other' }

const legend = [
  ...['Light', 'Medium', 'Heavy'].map(label => ({ cell: strengths[label]!, label })),
  { cell: strengths.Negative!, label: 'Negative' },
  { cell: unknownStrength, label: 'Noted' },
]

function rowsOf(events: readonly HealthEvent[], range: KindProps['range'], timezone: string): StripRow[] {
  const present = events.filter(event => sayValueOf(event) !== 'None')
  const rows = rowsByName(present, { range, timezone }, nameOf, cellOf)
  const isFlow = ({ label }: StripRow) => Number(label === 'Menstrual flow')
  return rows.sort((a, b) => isFlow(b) - isFlow(a))
}

function cellOf(entries: HealthEvent[] | undefined): Cell | undefined {
  if (!entries) return undefined
  const said = [...new Set(entries.map(sayValueOf))]
  const strongest = said
    .map(value => strengths[value] ?? unknownStrength)
    .reduce((most, one) => (one.height > most.height ? one : most))
  return { ...strongest, title: said.join(', ') }
}
