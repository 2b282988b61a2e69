import type { JSX } from 'preact'
import { useId, useMemo, useState } from 'preact/hooks'
import { changeAccount } from '../api/me.ts'
import type { UnitSystem } from '../api/session.ts'
import { useSending } from '../api/use-sending.ts'
import { Refusal } from '../frame/refusal.tsx'
import { Segmented } from '../frame/segmented.tsx'
import { useSession } from '../frame/session.ts'
import { sayClock } from '../words/dates.ts'
import { unitSystems } from './unit-systems.ts'

/** In which units values are shown, and where the days begin. */
export function Preferences(): JSX.Element {
  const { session, reload } = useSession()
  const { units, timezone } = session.user
  // What was pressed is shown at once, and what is kept again where it was refused.
  const [wanted, want] = useState<UnitSystem>()
  const shown = wanted ?? units
  const unitsSending = useSending()
  return (
    <section class="card account-part" aria-labelledby="account-preferences">
      <h2 id="account-preferences">Units and time</h2>
      <div class="field">
        <span class="field-name" aria-hidden="true">
          Units
        </span>
        <div>
          <Segmented<UnitSystem>
            label="Units"
            options={unitSystems}
            value={shown}
            onChange={async units => {
              want(units)
              await unitsSending.run(async () => {
                await changeAccount({ units })
                await reload()
              })
              want(undefined)
            }}
          />
        </div>
        <p class="hint">{unitSystems.find(({ value }) => value === shown)?.about}</p>
        <Refusal problem={unitsSending.problem} />
      </div>
      <TimeZone key={timezone} saved={timezone} />
    </section>
  )
}

function TimeZone({ saved }: { saved: string }): JSX.Element {
  const ids = useId()
  const { reload } = useSession()
  const [typed, setTyped] = useState(saved)
  const { busy, problem, run } = useSending()
  const zones = useMemo(
    () => ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')],
    [],
  )
  const zone = typed.trim()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <form
      class="field"
      onSubmit={event => {
        event.preventDefault()
        void run(async () => {
          await changeAccount({ timezone: zone })
          await reload()
        })
      }}
    >
      <label for={`${ids}zone`}>Time zone</label>
      <div class="with-button">
        <input
          id={`${ids}zone`}
          list={`${ids}zones`}
          value={typed}
          required
          autocomplete="off"
          spellcheck={false}
          aria-describedby={`${ids}hint`}
          onInput={event => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="button" disabled={busy || zone === saved || zone === ''}>
          Save
        </button>
      </div>
      <datalist id={`${ids}zones`}>
        {zones.map(zone => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <p class="hint" id={`${ids}hint`}>
        {isZone(zone)
          ? `Your days begin at midnight there. It is ${sayClock(Date.now(), zone)} now.`
          : 'Choose a name from the list, such as Europe/Berlin.'}
      </p>
      {own !== zone && (
        <button type="button" class="button quiet" onClick={() => setTyped(own)}>
          Use that of this browser, {own}
        </button>
      )}
      <Refusal problem={problem} />
    </form>
  )
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
