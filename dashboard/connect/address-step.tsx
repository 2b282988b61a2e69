import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Icon } from '../frame/icon.tsx'
import { ingestUrl } from './automation-link.ts'
import type { PhoneAddress } from './phone-address.ts'
import { Step } from './step.tsx'

/** Where the phone shall send to: the address of this page, unless that leads nowhere from a phone. */
export function AddressStep({
  address,
  typed,
  onTyped,
}: {
  /** Undefined while nobody has said it. */
  address: PhoneAddress | undefined
  typed: string
  onTyped(host: string): void
}): JSX.Element {
  const ids = useId()
  const isTyped = typed !== ''
  const [wantsOther, setWantsOther] = useState(isTyped)
  const fault = address && 'fault' in address ? address.fault : undefined
  const origin = address && 'origin' in address ? address : undefined
  return (
    <Step number={1} title="Where the phone finds this service" isDone={origin !== undefined}>
      {!origin && !isTyped && (
        <p>
          You see this page at <code>{window.location.host}</code>. A phone cannot reach that: under this name
          every device finds only itself.
        </p>
      )}
      {origin && (
        <p>
          The phone sends to <code class="connect-url">{ingestUrl(origin.origin)}</code>
        </p>
      )}
      {origin?.isPlain && (
        <p class="notice">
          <Icon name="warning" />
          <span>
            This address has no TLS: on its way anybody in the same network can read the data and the key. Use
            it only in a network that you trust.
          </span>
        </p>
      )}
      {address === undefined || isTyped || wantsOther ? (
        <div class="field">
          <label for={`${ids}host`}>Address that the phone reaches</label>
          <input
            id={`${ids}host`}
            type="text"
            inputMode="url"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            defaultValue={typed}
            aria-describedby={`${ids}hint ${ids}fault`}
            aria-invalid={fault !== undefined}
            onChange={event => onTyped(event.currentTarget.value.trim())}
          />
          <div class="problem" id={`${ids}fault`} role="alert">
            {fault}
          </div>
          <p class="hint" id={`${ids}hint`}>
            Such as 192.168.1.20 or health.example.org. The service must listen there: it listens only to this
            computer unless it was started with <code>HOST=0.0.0.0</code>, or a proxy with TLS stands before
            it.
          </p>
        </div>
      ) : (
        <button type="button" class="button quiet" onClick={() => setWantsOther(true)}>
          Use another address
        </button>
      )}
    </Step>
  )
}
