import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { dateOf } from '../words/dates.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { sayDays, sayTimes } from './how-often.ts'
import { type Mention, Mentions } from './mentions.tsx'
import { MoodChart, type MoodPoint } from './mood-chart.tsx'
import { numberOf, sayPlain, textsOf } from './plain-words.ts'
import { sayValence } from './valence.ts'

/** How pleasant one's state of mind was, in which words, and what it had to do with. */
export function Mood({ events, range, timezone, name }: KindProps): JSX.Element {
  const points = useMemo(() => events.flatMap(pointOf), [events])
  const labels = useMemo(() => mentionsOf(events, labelsOf), [events])
  const associations = useMemo(() => mentionsOf(events, associationsOf), [events])
  const shown =
    name === undefined
      ? events
      : events.filter(event => [...labelsOf(event), ...associationsOf(event)].includes(name))
  const days = new Set(events.map(({ started_at }) => dateOf(started_at, timezone))).size
  const often = labels
    .slice(0, 3)
    .map(({ label }) => label.toLowerCase())
    .join(', ')
  const summary = [
    points.length > 0 && `On average ${sayValence(averageOf(points)).toLowerCase()}`,
    `noted ${sayTimes(events.length)} on ${sayDays(days)}`,
    often !== '' && `most often ${often}`,
  ]
    .filter(part => part)
    .join(', ')
  return (
    <>
      <section class="card section" aria-labelledby="mood-course">
        <h2 id="mood-course">Mood over time</h2>
        <p>{summary.charAt(0).toUpperCase() + summary.slice(1)}.</p>
        <MoodChart
          points={points}
          range={range}
          timezone={timezone}
          summary={`Mood over time. ${summary}.`}
        />
      </section>
      <div class="mentions-pair">
        <Mentions title="In words" mentions={labels} name={name} />
        <Mentions title="What it had to do with" mentions={associations} name={name} />
      </div>
      <EntryList
        timezone={timezone}
        entries={shown.map(event => ({
          event,
          title: valenceWordOf(event),
          note: [labelsOf(event).join(', '), associationsOf(event).join(', '), sayPlain(event.name)]
            .filter(part => part !== '')
            .join(' · '),
        }))}
      />
    </>
  )
}

const labelsOf = ({ detail }: HealthEvent): string[] => textsOf(detail?.labels).map(sayPlain)
const associationsOf = ({ detail }: HealthEvent): string[] => textsOf(detail?.associations).map(sayPlain)
const valenceOf = ({ detail }: HealthEvent): number | undefined => numberOf(detail?.valence)

const valenceWordOf = (event: HealthEvent): string => {
  const valence = valenceOf(event)
  return valence === undefined ? 'Mood' : sayValence(valence)
}

function pointOf(event: HealthEvent): MoodPoint[] {
  const valence = valenceOf(event)
  if (valence === undefined) return []
  const words = labelsOf(event).join(', ')
  return [
    {
      time: event.started_at,
      valence,
      ofDay: event.name === 'daily_mood',
      title: `${sayValence(valence)}${words === '' ? '' : ` (${words})`}`,
    },
  ]
}

const averageOf = (points: readonly MoodPoint[]): number =>
  points.reduce((sum, { valence }) => sum + valence, 0) / points.length

/** How often each word was named, and how it felt then on average. */
function mentionsOf(events: readonly HealthEvent[], wordsOf: (event: HealthEvent) => string[]): Mention[] {
  const counts = new Map<string, { count: number; valences: number[] }>()
  for (const event of events) {
    for (const word of wordsOf(event)) {
      const counted = counts.get(word) ?? { count: 0, valences: [] }
      counts.set(word, counted)
      counted.count++
      const valence = valenceOf(event)
      if (valence !== undefined) counted.valences.push(valence)
    }
  }
  return [...counts]
    .map(([label, { count, valences }]) => ({
      label,
      count,
      note:
        valences.length === 0
          ? ''
          : sayValence(valences.reduce((sum, valence) => sum + valence, 0) / valences.length),
    }))
    .sort((a, b) => b.count - a.count)
}
