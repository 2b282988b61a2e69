import type { JSX } from 'preact'
import { Page } from '../frame/page.tsx'
import { Empty } from '../frame/states.tsx'

export default function Workouts(): JSX.Element {
  return (
    <Page title="Workouts">
      <Empty title="This part of the page is still to come" />
    </Page>
  )
}
