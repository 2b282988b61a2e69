import './account.css'
import type { JSX } from 'preact'
import type { Keys as KeyList } from '../api/keys.ts'
import type { StoredMetrics } from '../api/metrics.ts'
import type { Sessions as SessionList } from '../api/sessions.ts'
import { useAllHere } from '../api/use-all-here.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { AuditLog } from './audit-log.tsx'
import { EraseAccount } from './erase-account.tsx'
import { ExportEverything } from './export-everything.tsx'
import { Keys } from './keys.tsx'
import { Preferences } from './preferences.tsx'
import { Sessions } from './sessions.tsx'
import { SettledPreferences } from './settled-preferences.tsx'
import { namesOf, SourcePriority } from './source-priority.tsx'

/** All that the person decides about the account. Who signed in with a key that may only read sees what is decided. */
export default function Account(): JSX.Element {
  const { session, may } = useSession()
  const metrics = useAnswer<StoredMetrics>('/v1/metrics')
  const keys = useAnswer<KeyList>(may('manage') ? '/v1/keys' : undefined, { limit: 1000 })
  const sessions = useAnswer<SessionList>(may('manage') ? '/v1/sessions' : undefined, { limit: 1000 })
  const isReady = useAllHere([keys, sessions, metrics])
  if (!may('manage')) {
    return (
      <Page title="Account" lead={session.user.email}>
        <SettledPreferences />
      </Page>
    )
  }
  return (
    <Page title="Account" lead={session.user.email}>
      <div class="account">
        <Keys />
        {/* How far down these begin is known only once the keys are. */}
        {isReady ? (
          <>
            <div class="account-column">
              <Preferences />
              <section class="card account-part" aria-labelledby="account-sources">
                <h2 id="account-sources">Which source counts</h2>
                <p class="soft">
                  Where several report the same hour, such as a watch and a phone, the first of this order
                  counts. Without an order the one that reported most counts.
                </p>
                <Answered answer={metrics} skeleton={<Skeleton height="10rem" />}>
                  {({ metrics }) => (
                    <SourcePriority
                      key={session.user.source_priority.join('\n')}
                      saved={session.user.source_priority}
                      known={namesOf(metrics.flatMap(({ sources }) => sources))}
                    />
                  )}
                </Answered>
              </section>
            </div>
            <div class="account-column">
              <Sessions />
              <ExportEverything />
            </div>
            <AuditLog />
            <EraseAccount />
          </>
        ) : (
          <div class="loading account-wide" aria-busy="true" />
        )}
      </div>
    </Page>
  )
}
