import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { createKey, type IssuedKey } from '../api/keys.ts'
import type { Scope } from '../api/session.ts'
import { useSending } from '../api/use-sending.ts'
import { Dialog } from '../frame/dialog.tsx'
import { KeyShownOnce } from '../frame/key-shown-once.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { useSession } from '../frame/session.ts'
import { dateOf } from '../words/dates.ts'
import { scopesInOrder, scopeWords } from './scope-words.ts'

/** Asks what a new key shall be, makes it, and shows it once. */
export function NewKey({ onClose }: { onClose(): void }): JSX.Element {
  const ids = useId()
  const { may } = useSession()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read'])
  const [lastDay, setLastDay] = useState('')
  const [issued, setIssued] = useState<IssuedKey>()
  const { busy, problem, run } = useSending()
  if (issued) {
    return (
      <Dialog title={`The key “${issued.name}”`} onClose={onClose}>
        <div class="dialog-body">
          <KeyShownOnce issued={issued} />
          <button type="button" class="button primary" onClick={onClose}>
            I have copied it
          </button>
        </div>
      </Dialog>
    )
  }
  const make = () =>
    run(async () =>
      setIssued(
        await createKey({
          name,
          scopes,
          // Until the end of that day, where the person is.
          ...(lastDay !== '' && { expires_at: new Date(`${lastDay}T23:59:59`).toISOString() }),
        }),
      ),
    )
  return (
    <Dialog title="New key" onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={event => {
          event.preventDefault()
          void make()
        }}
      >
        <div class="field">
          <label for={`${ids}name`}>Name</label>
          <input
            id={`${ids}name`}
            value={name}
            required
            maxLength={100}
            pattern=".*\S.*"
            autocomplete="off"
            aria-describedby={`${ids}hint`}
            onInput={event => setName(event.currentTarget.value)}
          />
          <p class="hint" id={`${ids}hint`}>
            For what or whom it is, such as “Home Assistant”.
          </p>
        </div>
        <fieldset>
          <legend>What it may do</legend>
          {scopesInOrder
            .filter(scope => scope !== 'admin' || may('admin'))
            .map(scope => (
              <label key={scope} class="check">
                <input
                  type="checkbox"
                  checked={scopes.includes(scope)}
                  onChange={event => {
                    const isWanted = event.currentTarget.checked
                    setScopes(scopesInOrder.filter(one => (one === scope ? isWanted : scopes.includes(one))))
                  }}
                />
                {scopeWords[scope].long}
              </label>
            ))}
        </fieldset>
        <div class="field">
          <label for={`${ids}day`}>Last day on which it works</label>
          <input
            id={`${ids}day`}
            type="date"
            value={lastDay}
            min={dateOf(Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone)}
            aria-describedby={`${ids}until`}
            onInput={event => setLastDay(event.currentTarget.value)}
          />
          <p class="hint" id={`${ids}until`}>
            Leave it empty for a key that works until you revoke it.
          </p>
        </div>
        <Refusal problem={problem} />
        <button type="submit" class="button primary" disabled={busy || scopes.length === 0}>
          {busy ? 'Making the key …' : 'Make the key'}
        </button>
      </form>
    </Dialog>
  )
}
