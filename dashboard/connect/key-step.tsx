import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { createKey, type IssuedKey } from '../api/keys.ts'
import { useSending } from '../api/use-sending.ts'
import { KeyShownOnce } from '../frame/key-shown-once.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { Step } from './step.tsx'

/** Makes a key that may only send. */
export function KeyStep({
  issued,
  isAwaited,
  onIssued,
}: {
  issued: IssuedKey | undefined
  /** Another one was made here before, and is waited for. */
  isAwaited: boolean
  /** Undefined: another one is wanted. */
  onIssued(issued: IssuedKey | undefined): void
}): JSX.Element {
  const ids = useId()
  const [name, setName] = useState('iPhone')
  const { busy, problem, run } = useSending()

  return (
    <Step number={2} title="A key for the phone" isDone={issued !== undefined}>
      {issued ? (
        <>
          <p>“{issued.name}” may send data, and nothing else: with it nobody can read or change anything.</p>
          <KeyShownOnce issued={issued} />
          <button type="button" class="button quiet" onClick={() => onIssued(undefined)}>
            Make a key for another phone
          </button>
        </>
      ) : (
        <>
          {isAwaited && (
            <p class="notice">
              The key that you made before cannot be shown again. If the phone has it, just wait; otherwise
              make another one.
            </p>
          )}
          <form
            class="key-form"
            onSubmit={event => {
              event.preventDefault()
              void run(async () => onIssued(await createKey({ name, scopes: ['ingest'] })))
            }}
          >
            <div class="field">
              <label for={`${ids}name`}>Name of the phone</label>
              <input
                id={`${ids}name`}
                value={name}
                maxLength={100}
                required
                pattern=".*\S.*"
                autocomplete="off"
                aria-describedby={`${ids}hint`}
                onInput={event => setName(event.currentTarget.value)}
              />
            </div>
            <button type="submit" class="button primary" disabled={busy}>
              {busy ? 'Making the key …' : 'Make the key'}
            </button>
            <p class="hint" id={`${ids}hint`}>
              Such as “Ada’s iPhone”. Each phone has a key of its own, so that you can take one back without
              the others.
            </p>
            <Refusal problem={problem} />
          </form>
        </>
      )}
    </Step>
  )
}
