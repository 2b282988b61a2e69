import type { JSX } from 'preact'
import { useSession } from '../frame/session.ts'
import { sayTime } from '../words/dates.ts'
import { unitSystems } from './unit-systems.ts'

/** The account for somebody whose key may not change it. */
export function SettledPreferences(): JSX.Element {
  const { session } = useSession()
  const { units, timezone, source_priority } = session.user
  return (
    <section class="card account-part" aria-labelledby="account-settled">
      <h2 id="account-settled">How your data is shown</h2>
      <dl class="settled">
        <Fact title="Units" value={unitSystems.find(({ value }) => value === units)?.label ?? units} />
        <Fact title="Time zone" value={timezone} />
        <Fact
          title="Source that counts first"
          value={
            source_priority.length === 0 ? 'the one that reported most' : source_priority.join(', then ')
          }
        />
        <Fact title="Signed in until" value={sayTime(session.expires_at, timezone)} />
      </dl>
      <p class="small">To change this, or to handle keys, sign in with a key that may manage this account.</p>
    </section>
  )
}

const Fact = ({ title, value }: { title: string; value: string }): JSX.Element => (
  <div>
    <dt>{title}</dt>
    <dd>{value}</dd>
  </div>
)
