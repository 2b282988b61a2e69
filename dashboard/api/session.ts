import { send } from './client.ts'
import type { UnitSystem } from './unit-system.ts'

export type { UnitSystem } from './unit-system.ts'

export type Scope = 'ingest' | 'read' | 'manage' | 'admin'

/** `GET /v1/session` */
export interface Session {
  session_id: string
  key_id: string
  scopes: Scope[]
  expires_at: string
  user: {
    id: string
    email: string
    /** IANA name: where the person's days begin. */
    timezone: string
    units: UnitSystem
    source_priority: string[]
  }
}

/** An API key, or the text of a one-time link. @throws {Problem} */
export const openSession = (by: { key: string } | { link: string }): Promise<Session> =>
  send('POST', '/v1/session', by)

export const endSession = (): Promise<void> => send('DELETE', '/v1/session')
