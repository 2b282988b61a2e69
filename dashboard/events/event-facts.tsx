import type { JSX } from 'preact'
import type { HealthEvent } from '../api/events.ts'
import { sayTime } from '../words/dates.ts'
import { sayPlain, textOf, timeOf } from './plain-words.ts'

const MAX_TEXT = 1_500

/** All that is known of an event, as its client sent it. */
export function EventFacts({ event, timezone }: { event: HealthEvent; timezone: string }): JSX.Element {
  const facts: [name: string, value: unknown][] = [
    ['Began', sayTime(event.started_at, timezone)],
    ...(event.ended_at === event.started_at
      ? []
      : [['Ended', sayTime(event.ended_at, timezone)] as [string, unknown]]),
    ...(event.source === '' ? [] : [['Source', event.source] as [string, unknown]]),
    ...Object.entries(event.detail ?? {}).map(([name, value]): [string, unknown] => [sayPlain(name), value]),
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{sayFact(value, timezone)}</dd>
        </div>
      ))}
    </dl>
  )
}

function sayFact(value: unknown, timezone: string): string | JSX.Element {
  if (value === null || value === '') return '–'
  if (value === true) return 'Yes'
  if (value === false) return 'No'
  const time = timeOf(value)
  if (time !== undefined) return sayTime(time, timezone)
  const text = textOf(value)
  if (text !== undefined) return text
  if (Array.isArray(value)) {
    if (value.length === 0) return '–'
    const texts = value.map(textOf)
    if (texts.every(text => text !== undefined)) return cut(texts.join(', '))
  }
  return <pre>{cut(JSON.stringify(value, null, 1))}</pre>
}

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} …` : text)
