import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { endSessionOf, type ListedSession, type Sessions as SessionList } from '../api/sessions.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSending } from '../api/use-sending.ts'
import { Refusal } from '../frame/refusal.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { sayTime } from '../words/dates.ts'
import { sayAgo } from '../words/relative-times.ts'
import { nameBrowser } from './browser-names.ts'

/** The browsers that are signed in, this one first. */
export function Sessions(): JSX.Element {
  const answer = useAnswer<SessionList>('/v1/sessions', { limit: 1000 })
  return (
    <section class="card account-part" aria-labelledby="account-sessions">
      <h2 id="account-sessions">Signed-in browsers</h2>
      <Answered answer={answer} skeleton={<Skeleton height="8rem" />}>
        {({ sessions }) => (
          <ul class="rows">
            {[...sessions]
              .sort((a, b) => Number(b.current) - Number(a.current))
              .map(one => (
                <SessionRow key={one.session_id} listed={one} />
              ))}
          </ul>
        )}
      </Answered>
    </section>
  )
}

function SessionRow({ listed }: { listed: ListedSession }): JSX.Element {
  const { session, signOut } = useSession()
  const { busy, problem, run } = useSending()
  const [isEnding, setEnding] = useState(false)
  const { session_id, user_agent, created_at, expires_at, current } = listed
  const browser = nameBrowser(user_agent)
  return (
    <li class="row session-row">
      <div class="row-name">
        <h3>{browser}</h3>
        {current && <span class="tag good">This one</span>}
      </div>
      <p class="row-words small">
        Signed in {sayAgo(created_at)}, until {sayTime(expires_at, session.user.timezone)}
      </p>
      <div class="row-actions">
        <button
          type="button"
          class="button"
          aria-label={`Sign out ${browser}, signed in ${sayAgo(created_at)}`}
          disabled={busy || isEnding}
          onClick={async () => {
            if (current) {
              setEnding(true)
              await signOut()
            } else {
              await run(() => endSessionOf(session_id))
            }
          }}
        >
          Sign out
        </button>
      </div>
      <Refusal problem={problem} />
    </li>
  )
}
