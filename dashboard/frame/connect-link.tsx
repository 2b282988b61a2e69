import type { JSX } from 'preact'
import { useSession } from './session.ts'

/** The way on from where nothing has arrived yet, for whom may make keys. */
export function ConnectLink(): JSX.Element | null {
  const { may } = useSession()
  if (!may('manage')) return null
  return (
    <a class="button primary" href="#/connect">
      Connect a phone
    </a>
  )
}
