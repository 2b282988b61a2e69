import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { IngestionError } from '../api/ingestions.ts'
import { sayNumber } from '../words/numbers.ts'
import { adviceOn } from './rejection-advice.ts'

/** Of a group that is as small as this all of it is shown at once. */
const OPEN_UP_TO = 3
const ROWS_AT_ONCE = 50

/** What was not kept, by its reason, with what to change; the most frequent first. */
export function Rejections({ errors }: { errors: readonly IngestionError[] }): JSX.Element {
  const groups = new Map<string, IngestionError[]>()
  for (const error of errors) {
    const group = groups.get(error.code)
    if (group) group.push(error)
    else groups.set(error.code, [error])
  }
  return (
    <ul class="rejections">
      {[...groups]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([code, errors]) => (
          <li key={code}>
            <Group code={code} errors={errors} />
          </li>
        ))}
    </ul>
  )
}

function Group({ code, errors }: { code: string; errors: readonly IngestionError[] }): JSX.Element {
  const { title, change } = adviceOn(code)
  return (
    <article class="rejection">
      <h3>
        {title}
        {errors.length > 1 && <span class="soft number"> {sayNumber(errors.length)} times</span>}
      </h3>
      <p>{change}</p>
      {errors.length <= OPEN_UP_TO ? (
        <Places errors={errors} />
      ) : (
        <details>
          <summary>Where they stood</summary>
          <Places errors={errors} />
        </details>
      )}
      <p class="small">
        Code <code>{code}</code>
      </p>
    </article>
  )
}

function Places({ errors }: { errors: readonly IngestionError[] }): JSX.Element {
  const [limit, setLimit] = useState(ROWS_AT_ONCE)
  return (
    <>
      <ul class="places">
        {errors.slice(0, limit).map(({ path, detail }, index) => (
          <li key={index}>
            {path === '' ? <span>The whole body</span> : <code>{path}</code>}
            <span>{detail}</span>
          </li>
        ))}
      </ul>
      {errors.length > limit && (
        <button type="button" class="button" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
          Show more places
        </button>
      )}
    </>
  )
}
