import type { JSX } from 'preact'
import type { ListedKey } from '../api/keys.ts'
import { useSession } from '../frame/session.ts'
import { sayDay, sayTime } from '../words/dates.ts'
import { sayAgo } from '../words/relative-times.ts'
import { scopeWords } from './scope-words.ts'

/** A key, and what can be done about it. */
export function KeyRow({
  listed,
  onRotate,
  onRevoke,
}: {
  listed: ListedKey
  onRotate(): void
  onRevoke(): void
}): JSX.Element {
  const { session, may } = useSession()
  const { timezone } = session.user
  const { name, key_id, scopes, created_at, last_used_at, expires_at, revoked_at } = listed
  const hasExpired = expires_at !== null && new Date(expires_at).getTime() <= Date.now()
  return (
    <li class="row key-row">
      <div class="row-name">
        <h3>{name}</h3>
        <code class="small">{key_id}</code>
        {key_id === session.key_id && <span class="tag good">This browser</span>}
        {revoked_at !== null ? (
          <span class="tag bad">Revoked</span>
        ) : (
          hasExpired && <span class="tag bad">Expired</span>
        )}
      </div>
      <p class="row-words">{scopes.map(scope => scopeWords[scope].short).join(', ')}</p>
      <dl class="facts">
        <div>
          <dt>Made</dt>
          <dd>{sayDay(created_at, timezone)}</dd>
        </div>
        <div>
          <dt>Last used</dt>
          <dd title={last_used_at ? sayTime(last_used_at, timezone) : undefined}>
            {last_used_at ? sayAgo(last_used_at) : 'never'}
          </dd>
        </div>
        <div>
          <dt>{revoked_at !== null ? 'Revoked' : hasExpired ? 'Expired' : 'Expires'}</dt>
          <dd>{(revoked_at ?? expires_at) ? sayTime(revoked_at ?? expires_at ?? '', timezone) : 'never'}</dd>
        </div>
      </dl>
      {revoked_at === null && !hasExpired && (
        <div class="row-actions">
          {/* Its successor would be told what this session may not make. */}
          {(!scopes.includes('admin') || may('admin')) && (
            <button type="button" class="button" aria-label={`Rotate ${name}`} onClick={onRotate}>
              Rotate
            </button>
          )}
          <button type="button" class="button danger" aria-label={`Revoke ${name}`} onClick={onRevoke}>
            Revoke
          </button>
        </div>
      )}
    </li>
  )
}
