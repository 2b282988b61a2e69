import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Scope, Session } from '../api/session.ts'

/** Who is signed in, and what can be done about it. */
export interface SignedIn {
  session: Session
  /** Whether the key behind the session allows it; what it does not is not shown. */
  may(scope: Scope): boolean
  signOut(): Promise<void>
  /** Asks for the session anew: the account has changed. */
  reload(): Promise<void>
}

export const SessionContext = createContext<SignedIn | undefined>(undefined)

/** For whatever is drawn within the frame. */
export function useSession(): SignedIn {
  const signedIn = useContext(SessionContext)
  if (!signedIn) throw new Error('Nobody is signed in here')
  return signedIn
}
