/** How many records came, and what became of them: the first number is the sum of the others. */
export interface Counts {
  received: number
  inserted: number
  updated: number
  duplicate: number
  rejected: number
}

export type IngestionStatus =
  | 'received'
  | 'queued'
  | 'processing'
  | 'processed'
  | 'partial'
  | 'rejected'
  | 'failed'

/** A line of the ledger. The counts are there once it has been read. */
export interface Ingestion extends Partial<Counts> {
  ingestion_id: string
  received_at: string
  processed_at: string | null
  status: IngestionStatus
  format: string | null
  key_id: string | null
  /** What the client says of itself: `user-agent`, `automation-name` … */
  client: Record<string, string>
  by_type?: Record<string, Counts>
}

/** `GET /v1/ingestions`, newest first */
export interface Ingestions {
  ingestions: Ingestion[]
  next_cursor: string | null
}

export interface RecordError {
  /** A JSON pointer into the body. */
  path: string
  code: string
  detail: string
}

/** `GET /v1/ingestions/{id}` */
export interface IngestionWithErrors extends Ingestion {
  errors: RecordError[]
  next_cursor: string | null
}
