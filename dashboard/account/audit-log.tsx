import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Audit, AuditLine } from '../api/audit.ts'
import type { Keys } from '../api/keys.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSession } from '../frame/session.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { sayTime } from '../words/dates.ts'

const STEP = 20
const MAX_LINES = 1000

/** What is in the audit; what a newer service adds is shown by its own name. */
const actions: Record<string, string> = {
  'account.change': 'Account changed',
  'account.erase': 'Account erased',
  'account.export': 'Everything exported',
  'account.import': 'Data imported',
  'ingestion.replay': 'Ingestion read again',
  'key.create': 'Key made',
  'key.revoke': 'Key revoked',
  'key.rotate': 'Key rotated',
  'session.open': 'Signed in',
  'session.end': 'Signed out',
  'sign_in_link.create': 'Sign-in link made',
  'user.create': 'User made',
  'user.delete': 'User deleted',
}

/** What was done to the account and by which key, once somebody wants to see it. */
export function AuditLog(): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const [limit, setLimit] = useState(STEP)
  const audit = useAnswer<Audit>(isOpen ? '/v1/me/audit' : undefined, { limit })
  const keys = useAnswer<Keys>(isOpen ? '/v1/keys' : undefined, { limit: 1000 })
  const names = new Map(keys.data?.keys.map(({ key_id, name }) => [key_id, name]))
  return (
    <section class="card account-part account-wide" aria-labelledby="account-audit">
      <h2 id="account-audit">What was done</h2>
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>Show what was done to this account, and with which key</summary>
        {isOpen && (
          <Answered answer={audit} skeleton={<Skeleton height="20rem" />}>
            {({ audit, next_cursor }) => (
              <>
                {/* It is scrolled by keyboard too. */}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached */}
                <section class="table-frame" aria-label="What was done, the newest first" tabIndex={0}>
                  <table>
                    <caption class="visually-hidden">What was done, the newest first</caption>
                    <thead>
                      <tr>
                        <th scope="col">When</th>
                        <th scope="col">What</th>
                        <th scope="col">With which key</th>
                      </tr>
                    </thead>
                    <tbody>
                      {audit.map((line, index) => (
                        // Two lines may be alike.
                        <Line key={`${audit.length - index} ${line.recorded_at}`} line={line} names={names} />
                      ))}
                    </tbody>
                  </table>
                </section>
                {next_cursor !== null && limit < MAX_LINES && (
                  <button
                    type="button"
                    class="button"
                    onClick={() => setLimit(Math.min(MAX_LINES, limit + 5 * STEP))}
                  >
                    Show older ones
                  </button>
                )}
              </>
            )}
          </Answered>
        )}
      </details>
    </section>
  )
}

function Line({
  line: { recorded_at, key_id, action, target, outcome },
  names,
}: {
  line: AuditLine
  names: ReadonlyMap<string, string>
}): JSX.Element {
  const { session } = useSession()
  const name = target === null ? undefined : names.get(target)
  return (
    <tr>
      <td class="number">{sayTime(recorded_at, session.user.timezone)}</td>
      <td>
        {actions[action] ?? action}
        {name !== undefined && `: ${name}`}
        {outcome !== 'ok' && (
          <>
            {' '}
            <span class="tag bad">{outcome}</span>
          </>
        )}
      </td>
      <td>{key_id === null ? 'A command on the server' : (names.get(key_id) ?? <code>{key_id}</code>)}</td>
    </tr>
  )
}
