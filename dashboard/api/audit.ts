/** Something that was done to the account. */
export interface AuditLine {
  recorded_at: string
  /** Null where a command on the host did it. */
  key_id: string | null
  /** Such as `key.create`. */
  action: string
  /** The id of a key, an ingestion or a session. */
  target: string | null
  /** `ok`, or the code of the problem that it was refused with. */
  outcome: string
}

/** `GET /v1/me/audit`, newest first */
export interface Audit {
  audit: AuditLine[]
  next_cursor: string | null
}
