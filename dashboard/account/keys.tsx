import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Keys as KeyList, ListedKey } from '../api/keys.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Icon } from '../frame/icon.tsx'
import { Answered, Skeleton } from '../frame/states.tsx'
import { KeyRow } from './key-row.tsx'
import { NewKey } from './new-key.tsx'
import { RevokeKey } from './revoke-key.tsx'
import { RotateKey } from './rotate-key.tsx'

/** All keys of the account; those that work first, the others behind a disclosure. */
export function Keys(): JSX.Element {
  const answer = useAnswer<KeyList>('/v1/keys', { limit: 1000 })
  const [open, setOpen] = useState<{ what: 'new' } | { what: 'rotate' | 'revoke'; key: ListedKey }>()
  const close = () => setOpen(undefined)
  const row = (key: ListedKey) => (
    <KeyRow
      key={key.key_id}
      listed={key}
      onRotate={() => setOpen({ what: 'rotate', key })}
      onRevoke={() => setOpen({ what: 'revoke', key })}
    />
  )
  return (
    <section class="card account-part account-wide" aria-labelledby="account-keys">
      <div class="part-head">
        <h2 id="account-keys">Keys</h2>
        <button type="button" class="button" onClick={() => setOpen({ what: 'new' })}>
          <Icon name="plus" />
          New key
        </button>
      </div>
      <p class="soft">
        Each phone and each program has a key of its own, which says what it may do. A phone gets its key by{' '}
        <a href="#/connect">Connect a phone</a>.
      </p>
      <Answered answer={answer} skeleton={<Skeleton height="14rem" />}>
        {({ keys, next_cursor }) => {
          const ended = keys.filter(hasEnded)
          return (
            <>
              <ul class="rows">{keys.filter(key => !hasEnded(key)).map(row)}</ul>
              {ended.length > 0 && (
                <details>
                  <summary>
                    {ended.length === 1
                      ? 'One key that no longer works'
                      : `${ended.length} keys that no longer work`}
                  </summary>
                  <ul class="rows">{ended.map(row)}</ul>
                </details>
              )}
              {next_cursor !== null && <p class="small">Only the first 1,000 keys are shown.</p>}
            </>
          )
        }}
      </Answered>
      {open?.what === 'new' && <NewKey onClose={close} />}
      {open?.what === 'rotate' && <RotateKey listed={open.key} onClose={close} />}
      {open?.what === 'revoke' && <RevokeKey listed={open.key} onClose={close} />}
    </section>
  )
}

export const hasEnded = ({ revoked_at, expires_at }: ListedKey): boolean =>
  revoked_at !== null || (expires_at !== null && new Date(expires_at).getTime() <= Date.now())
