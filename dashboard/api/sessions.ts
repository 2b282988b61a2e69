import { outdate } from './answers.ts'
import { send } from './client.ts'

/** A browser that is signed in. */
export interface ListedSession {
  session_id: string
  key_id: string
  created_at: string
  expires_at: string
  user_agent: string | null
  /** It is this one. */
  current: boolean
}

/** `GET /v1/sessions` */
export interface Sessions {
  sessions: ListedSession[]
  next_cursor: string | null
}

/** @throws {Problem} */
export async function endSessionOf(sessionId: string): Promise<void> {
  await send('DELETE', `/v1/sessions/${encodeURIComponent(sessionId)}`)
  outdate('/v1/sessions')
}
