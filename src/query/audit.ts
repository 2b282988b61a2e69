import type { ClientBase } from 'pg'

export interface AuditQuestion {
  userId: string
  limit: number
  /** The id of the last line of the page before. */
  before?: string | undefined
}

/** What was done to an account; see keys/audit.ts, which writes it. */
export interface RecordedAction {
  id: string
  recordedAt: Date
  /** Null where a command on the host did it. */
  keyId: string | null
  action: string
  target: string | null
  /** `ok`, or the code of the problem. */
  outcome: string
}

/** The audit of the user, newest first; the ids are in the order of the actions. */
export async function listAudit(
  client: ClientBase,
  { userId, limit, before }: AuditQuestion,
): Promise<RecordedAction[]> {
  const { rows } = await client.query<RecordedAction>(
    `select id, recorded_at as "recordedAt", key_id as "keyId", action, target, outcome
     from audit_log where user_id = $1 and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [userId, before ?? null, limit],
  )
  return rows
}
