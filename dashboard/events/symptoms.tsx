import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { sayDuration } from '../words/durations.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { sayTimes } from './how-often.ts'
import { sayPlain, textOf } from './plain-words.ts'
import { rowsByName } from './rows-by-name.ts'
import { type Cell, Strip } from './strip.tsx'

/** Which symptoms came when, and how strong. */
export function Symptoms({ events, range, timezone, name }: KindProps): JSX.Element {
  const rows = useMemo(() => {
    const present = events.filter(event => !isAbsent(event))
    return rowsByName(present, { range, timezone }, nameOf, cellOf)
  }, [events, range, timezone])
  const shown = name === undefined ? events : events.filter(event => nameOf(event) === name)
  const often = rows
    .slice(0, 3)
    .map(({ label, note }) => `${label} (${note})`)
    .join(', ')
  return (
    <>
      <section class="card section" aria-labelledby="calendar">
        <h2 id="calendar">Calendar</h2>
        <p>{often === '' ? 'No symptom was present.' : `Most often: ${often}.`}</p>
        {rows.length > 0 && <Strip rows={rows} range={range} name={name} legend={legend} />}
      </section>
      <EntryList
        timezone={timezone}
        entries={shown.map(event => ({
          event,
          title: nameOf(event),
          value: severityOf(event),
          note: lasted(event),
        }))}
      />
    </>
  )
}

const strengths: Record<string, Omit<Cell, 'title'>> = {
  Severe: { height: 1, tone: 'full' },
  Moderate: { height: 0.66, tone: 'full' },
  Mild: { height: 0.33, tone: 'full' },
}
const unknownStrength: Omit<Cell, 'title'> = { height: 0.5, tone: 'other' }

const legend = [
  ...['Mild', 'Moderate', 'Severe'].map(label => ({ cell: strengths[label]!, label })),
  { cell: unknownStrength, label: 'Present' },
]

const nameOf = ({ name }: HealthEvent): string => (name === '' ? 'Symptom' : sayPlain(name))

const severityOf = ({ detail }: HealthEvent): string => sayPlain(textOf(detail?.severity) ?? 'Present')

const isAbsent = (event: HealthEvent): boolean => severityOf(event) === 'Not present'

function lasted({ started_at, ended_at }: HealthEvent): string | undefined {
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000
  return seconds > 0 ? sayDuration(seconds) : undefined
}

/** A column has the strongest of its entries. */
function cellOf(entries: HealthEvent[] | undefined): Cell | undefined {
  if (!entries) return undefined
  const said = entries.map(severityOf)
  const strongest = ['Severe', 'Moderate', 'Mild'].find(strength => said.includes(strength))
  const title = `${strongest ?? said[0]}${said.length > 1 ? `, ${sayTimes(said.length)}` : ''}`
  return { ...(strengths[strongest ?? ''] ?? unknownStrength), title }
}
