import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { eraseAccount } from '../api/me.ts'
import { useSending } from '../api/use-sending.ts'
import { Dialog } from '../frame/dialog.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { useSession } from '../frame/session.ts'

/** The end of everything; it asks twice. */
export function EraseAccount(): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  return (
    <section class="card account-part account-wide" aria-labelledby="account-erase">
      <h2 id="account-erase">Delete this account</h2>
      <p class="soft">
        Every record, everything that was sent, and every key go. Nobody can bring them back.
      </p>
      <div class="dialog-actions">
        <button type="button" class="button danger" onClick={() => setOpen(true)}>
          Delete the account …
        </button>
      </div>
      {isOpen && <Confirm onClose={() => setOpen(false)} />}
    </section>
  )
}

function Confirm({ onClose }: { onClose(): void }): JSX.Element {
  const ids = useId()
  const { session, signOut } = useSession()
  const { email } = session.user
  const [typed, setTyped] = useState('')
  const { busy, problem, run } = useSending()
  return (
    <Dialog title="Delete this account for good?" onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={event => {
          event.preventDefault()
          void run(async () => {
            await eraseAccount(typed)
            await signOut()
          })
        }}
      >
        <ul class="consequences">
          <li>All your data is deleted from this server at once. Backups of it go as they are replaced.</li>
          <li>Phones and programs can no longer send or read.</li>
          <li>All browsers are signed out.</li>
        </ul>
        <p>Do you want to keep your data? Export it first.</p>
        <div class="field">
          <label for={`${ids}email`}>
            Type <code>{email}</code> to confirm
          </label>
          <input
            id={`${ids}email`}
            type="email"
            value={typed}
            autocomplete="off"
            spellcheck={false}
            onInput={event => setTyped(event.currentTarget.value)}
          />
        </div>
        <Refusal problem={problem} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Keep the account
          </button>
          <button
            type="submit"
            class="button danger"
            disabled={busy || typed.trim().toLowerCase() !== email.toLowerCase()}
          >
            {busy ? 'Deleting …' : 'Delete everything'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
