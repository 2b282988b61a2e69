import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import { changeQuery } from '../frame/location.ts'
import { sayNumber } from '../words/numbers.ts'

export interface Mention {
  label: string
  count: number
  note: string
}

const MOST = 8

/** What was named, the most frequent first; each narrows the list of entries. */
export function Mentions({
  title,
  mentions,
  name,
}: {
  title: string
  mentions: readonly Mention[]
  name: string | undefined
}): JSX.Element | null {
  const heading = useId()
  if (mentions.length === 0) return null
  const most = mentions[0]!.count
  return (
    <section class="card section" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul class="mentions">
        {mentions.slice(0, MOST).map(({ label, count, note }) => (
          <li key={label}>
            <button
              type="button"
              class="mention"
              aria-pressed={label === name}
              onClick={() => changeQuery({ name: label === name ? undefined : label })}
            >
              <span>{label}</span>
              <span class="small">{note}</span>
              <span class="number">{sayNumber(count)}</span>
              <span
                class="mention-bar"
                aria-hidden="true"
                style={{ width: `${Math.max(2, (count / most) * 100)}%` }}
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
