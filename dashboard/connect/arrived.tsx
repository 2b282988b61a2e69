import type { JSX } from 'preact'
import { Icon } from '../frame/icon.tsx'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { sayClock } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayNumber } from '../words/numbers.ts'
import type { Arrivals } from './use-arrivals.ts'
import { sumUp, type WhatCame } from './what-came.ts'
import { WhyRefused } from './why-refused.tsx'

/** Waits, and says by itself when the first data is here, and what it was. @param name of the phone, where it is known */
export function Arrived({ arrivals, name }: { arrivals: Arrivals; name: string | undefined }): JSX.Element {
  const { session } = useSession()
  const { ingestions, hearing, again } = arrivals
  const newest = ingestions[0]
  const came = sumUp(ingestions)
  return (
    <section class="card arrived" aria-labelledby="arrived">
      <div role="status">
        <h2 id="arrived">
          <span class="arrived-sign" data-state={newest ? 'here' : hearing} aria-hidden="true">
            {newest && <Icon name="check" />}
          </span>
          {newest ? titleOf(came) : `Waiting for ${name ? `“${name}”` : 'the phone'} …`}
        </h2>
      </div>
      {hearing === 'refused' ? (
        <p class="notice">
          <span>This page does not hear of what arrives by itself now.</span>
          <button type="button" class="button quiet" onClick={again}>
            Look again
          </button>
        </p>
      ) : (
        hearing === 'lost' && <p class="small">The connection was lost. It comes back by itself.</p>
      )}
      {newest ? (
        <>
          <p class="soft">
            {ingestions.length === 1
              ? 'One request, '
              : `${sayNumber(ingestions.length)} requests, the newest `}
            at {sayClock(newest.received_at, session.user.timezone)}.
          </p>
          <Figures came={came} />
          {came.refused && <WhyRefused ingestion={came.refused} />}
          <div class="arrived-links">
            <a class="button primary" href="#/today">
              Go to Today
            </a>
            <a class="button" href={hrefTo(['ledger', newest.ingestion_id])}>
              See it in the ledger
            </a>
          </div>
        </>
      ) : (
        <NothingYet />
      )}
    </section>
  )
}

function titleOf({ total, unreadable }: WhatCame): string {
  if (total.received > total.rejected) return 'First data arrived'
  if (total.received > 0) return 'Data arrived, and none of it could be kept'
  return unreadable > 0 ? 'Something arrived that could not be read' : 'The phone is connected'
}

function Figures({ came: { total, types, unreadable } }: { came: WhatCame }): JSX.Element {
  if (total.received === 0 && unreadable === 0) {
    return (
      <p>
        It sent no records yet. In Health Auto Export allow it to read your health data, or let it run again
        when there is something new.
      </p>
    )
  }
  return (
    <>
      <dl class="arrived-figures">
        <Figure title="Records" value={total.received} />
        <Figure title="New" value={total.inserted + total.updated} />
        <Figure title="Known already" value={total.duplicate} />
        {total.rejected > 0 && <Figure title="Rejected" value={total.rejected} isBad />}
      </dl>
      {types.length > 0 && (
        <ul class="arrived-types" aria-label="By type">
          {types.map(({ type, received, rejected }) => (
            <li key={type}>
              <span>{nameMetric(type, undefined)}</span>
              <span class="number">
                {sayNumber(received)}
                {rejected > 0 && <span class="soft">, {sayNumber(rejected)} rejected</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const Figure = ({ title, value, isBad }: { title: string; value: number; isBad?: boolean }): JSX.Element => (
  <div data-bad={isBad}>
    <dt>{title}</dt>
    <dd class="figure">{sayNumber(value)}</dd>
  </div>
)

const NothingYet = (): JSX.Element => (
  <>
    <p class="soft">This page says so by itself when the first data is here. Leave it open.</p>
    <details>
      <summary>Nothing comes?</summary>
      <ul class="instructions">
        <li>Keep the phone unlocked, and let the automation run once in the app.</li>
        <li>
          Look at the automation’s log in the app. “401” says that the key is not complete: copy it again.
        </li>
        <li>
          No answer at all? Open the address of step 1 with <code>/health</code> behind it in the phone’s
          browser. If that shows nothing, the phone does not reach this service.
        </li>
      </ul>
    </details>
  </>
)
