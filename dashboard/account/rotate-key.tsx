import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type IssuedKey, type ListedKey, rotateKey } from '../api/keys.ts'
import { useSending } from '../api/use-sending.ts'
import { Dialog } from '../frame/dialog.tsx'
import { KeyShownOnce } from '../frame/key-shown-once.tsx'
import { Refusal } from '../frame/refusal.tsx'

const graces = [
  { seconds: 0, words: 'Not at all: it ends now' },
  { seconds: 3_600, words: 'One hour' },
  { seconds: 86_400, words: 'One day' },
  { seconds: 604_800, words: 'One week' },
  { seconds: 2_592_000, words: '30 days' },
] as const

/** Puts a new key in the place of one, with time to carry it to where the old one is used. */
export function RotateKey({ listed, onClose }: { listed: ListedKey; onClose(): void }): JSX.Element {
  const [grace, setGrace] = useState<number>(86_400)
  const [issued, setIssued] = useState<IssuedKey>()
  const { busy, problem, run } = useSending()
  if (issued) {
    return (
      <Dialog title={`The new key “${issued.name}”`} onClose={onClose}>
        <div class="dialog-body">
          <p>Put it wherever the old one is used.</p>
          <KeyShownOnce issued={issued} />
          <button type="button" class="button primary" onClick={onClose}>
            I have copied it
          </button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={`Rotate “${listed.name}”`} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={event => {
          event.preventDefault()
          void run(async () => setIssued(await rotateKey(listed.key_id, grace)))
        }}
      >
        <p>A new key takes its place, with the same name, the same rights and the same end.</p>
        <fieldset>
          <legend>How long the old key still works</legend>
          {graces.map(({ seconds, words }) => (
            <label key={seconds} class="check">
              <input
                type="radio"
                name="grace"
                checked={seconds === grace}
                onChange={() => setGrace(seconds)}
              />
              {words}
            </label>
          ))}
        </fieldset>
        <Refusal problem={problem} />
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Making the new key …' : 'Make the new key'}
        </button>
      </form>
    </Dialog>
  )
}
