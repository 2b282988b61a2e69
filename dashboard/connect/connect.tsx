import './connect.css'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { IssuedKey } from '../api/keys.ts'
import { changeQuery } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import type { ViewProps } from '../frame/views.ts'
import { AddressStep } from './address-step.tsx'
import { Arrived } from './arrived.tsx'
import { AutomationStep } from './automation-step.tsx'
import { KeyStep } from './key-step.tsx'
import { isLoopback, readPhoneAddress } from './phone-address.ts'
import { useArrivals } from './use-arrivals.ts'

/** From a key to the first data. What was chosen is in the address; the key itself is only in the memory of this view. */
export default function Connect({ query }: ViewProps): JSX.Element {
  const [issued, setIssued] = useState<IssuedKey>()
  const here = window.location
  const typed = query.get('host')
  const isUnknown = typed === null && isLoopback(here.hostname)
  const address = isUnknown ? undefined : readPhoneAddress(typed ?? here.origin, here)
  // A phone drops a page while another app is open: it then still waits, though it has the key no more.
  const waitsFor = issued?.key_id ?? query.get('waits-for') ?? undefined
  const arrivals = useArrivals(waitsFor)

  return (
    <Page
      title="Connect a phone"
      lead="The app Health Auto Export sends what Apple Health holds to this service. Setting it up takes a minute."
    >
      <div class="connect">
        <div class="connect-steps">
          <AddressStep
            address={address}
            typed={typed ?? ''}
            onTyped={host => changeQuery({ host: host === '' ? undefined : host })}
          />
          <KeyStep
            issued={issued}
            isAwaited={waitsFor !== undefined && !issued}
            onIssued={issued => {
              setIssued(issued)
              changeQuery({ 'waits-for': issued?.key_id })
            }}
          />
          <AutomationStep
            issued={issued}
            origin={address && 'origin' in address ? address.origin : undefined}
            query={query}
            arrivals={arrivals}
          />
        </div>
        <aside class="connect-side" aria-label="What has arrived">
          {waitsFor === undefined ? <WhatIsNeeded /> : <Arrived arrivals={arrivals} name={issued?.name} />}
        </aside>
      </div>
    </Page>
  )
}

const WhatIsNeeded = (): JSX.Element => (
  <section class="card connect-needs" aria-labelledby="connect-needs">
    <h2 id="connect-needs">What you need</h2>
    <ul>
      <li>An iPhone with the app Health Auto Export, with its automations unlocked.</li>
      <li>An address of this service that the phone reaches: at home by Wi-Fi, or from everywhere by TLS.</li>
      <li>The phone unlocked while it sends. Apple keeps health data locked otherwise.</li>
    </ul>
    <p class="small">
      Another app, or Android? <a href="/docs">The documentation of the API</a> says how anything can send.
    </p>
  </section>
)
