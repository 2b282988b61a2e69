import type { JSX } from 'preact'
import { Page } from '../frame/page.tsx'
import { Empty } from '../frame/states.tsx'

export default function Ledger(): JSX.Element {
  return (
    <Page title="Ledger">
      <Empty title="This part of the page is still to come" />
    </Page>
  )
}
