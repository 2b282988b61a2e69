import type { JSX } from 'preact'
import { nameSource } from '../words/source-names.ts'
import type { Sources } from './questions.ts'

/** Which of several sources count. */
export function SourceChoice({
  sources,
  known,
  onChange,
}: {
  sources: Sources
  known: readonly string[]
  onChange(change: { source: string | undefined; sources: string | undefined }): void
}): JSX.Element {
  const chosen = sources.rule === 'one' ? `one:${sources.source}` : sources.rule
  const names = sources.rule === 'one' && !known.includes(sources.source) ? [...known, sources.source] : known
  return (
    <label class="source-choice">
      <span>Source</span>
      <select
        value={chosen}
        onChange={event => {
          const { value } = event.currentTarget
          onChange({
            source: value.startsWith('one:') ? value.slice('one:'.length) : undefined,
            sources: value === 'all' ? 'all' : undefined,
          })
        }}
      >
        <option value="merged">All, each moment counted once</option>
        <option value="all">All, added up as they are</option>
        {names.map(name => (
          <option key={name} value={`one:${name}`}>
            {nameSource(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
