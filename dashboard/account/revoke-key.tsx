import type { JSX } from 'preact'
import type { Client, Clients } from '../api/clients.ts'
import { type ListedKey, revokeKey } from '../api/keys.ts'
import type { Sessions } from '../api/sessions.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSending } from '../api/use-sending.ts'
import { Dialog } from '../frame/dialog.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { useSession } from '../frame/session.ts'
import { sayAgo } from '../words/relative-times.ts'

/** Says what will stop, and stops it. */
export function RevokeKey({ listed, onClose }: { listed: ListedKey; onClose(): void }): JSX.Element {
  const { session } = useSession()
  const sessions = useAnswer<Sessions>('/v1/sessions', { limit: 1000 })
  const clients = useAnswer<Clients>(listed.scopes.includes('ingest') ? '/v1/clients' : undefined, {
    limit: 1000,
  })
  const senders = (clients.data?.clients ?? []).filter(one => one.key_id === listed.key_id)
  const { busy, problem, run } = useSending()
  const { key_id, name, scopes, last_used_at } = listed
  const isOwn = key_id === session.key_id
  const others = (sessions.data?.sessions ?? []).filter(one => one.key_id === key_id && !one.current).length
  return (
    <Dialog title={`Revoke “${name}”?`} onClose={onClose}>
      <div class="dialog-body">
        <p>
          It stops working at once, and for good. It was{' '}
          {last_used_at ? `last used ${sayAgo(last_used_at)}` : 'never used'}.
        </p>
        <ul class="consequences">
          {scopes.includes('ingest') && (
            <li>
              {senders.length === 0
                ? 'Whatever has it can no longer send.'
                : `${listing.format(senders.map(nameSender))} can no longer send.`}{' '}
              What was sent before stays.
            </li>
          )}
          {scopes.includes('read') && <li>A program that has it can no longer read your data.</li>}
          {scopes.includes('manage') && <li>With it nobody can manage this account any more.</li>}
          {others > 0 && (
            <li>{others === 1 ? 'One other browser is' : `${others} other browsers are`} signed out.</li>
          )}
          {isOwn && <li>You are signed in with this key: this browser is signed out too.</li>}
        </ul>
        <Refusal problem={problem} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Keep it
          </button>
          <button
            type="button"
            class="button danger"
            disabled={busy}
            onClick={async () => {
              if (await run(() => revokeKey(key_id))) onClose()
            }}
          >
            {busy ? 'Revoking …' : 'Revoke it'}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

const listing = new Intl.ListFormat()

const nameSender = ({ client, automation }: Client): string =>
  automation === null ? (client ?? 'A program') : `“${automation}”`
