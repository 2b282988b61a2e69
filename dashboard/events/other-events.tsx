import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { HealthEvent } from '../api/events.ts'
import { EntryList } from './entry-list.tsx'
import type { KindProps } from './events-of-type.tsx'
import { groupBy } from './group-by.ts'
import { Mentions } from './mentions.tsx'
import { sayPlain, textOf } from './plain-words.ts'

const MAX_NOTE_FACTS = 4

/** What has no view of its own: a list, in the words of whoever sent it. */
export function OtherEvents({ events, timezone, name }: KindProps): JSX.Element {
  const names = useMemo(
    () =>
      [...groupBy(events, nameOf)]
        .map(([label, those]) => ({ label, count: those.length, note: '' }))
        .sort((a, b) => b.count - a.count),
    [events],
  )
  const shown = name === undefined ? events : events.filter(event => nameOf(event) === name)
  return (
    <>
      {names.length > 1 && <Mentions title="By name" mentions={names} name={name} />}
      <EntryList
        timezone={timezone}
        entries={shown.map(event => ({ event, title: nameOf(event), note: noteOf(event) }))}
      />
    </>
  )
}

const nameOf = ({ name, type }: HealthEvent): string => (name === '' ? sayPlain(type) : name)

/** The first few things that are said of it in a word. */
function noteOf({ detail }: HealthEvent): string | undefined {
  const said = Object.entries(detail ?? {}).flatMap(([name, value]) => {
    const text = textOf(value)
    return text === undefined || text.length > 60 ? [] : [`${sayPlain(name)} ${text}`]
  })
  return said.slice(0, MAX_NOTE_FACTS).join(' · ') || undefined
}
