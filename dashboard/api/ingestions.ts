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

/** A line of the ledger. What is known only of a body that was read is absent until then. */
export interface Ingestion extends Partial<Counts> {
  ingestion_id: string
  received_at: string
  processed_at: string | null
  replayed_at: string | null
  status: IngestionStatus
  format: string | null
  key_id: string | null
  /** What the client says of itself, by the names of its headers. */
  client: Record<string, string>
  content_type: string | null
  content_encoding: string | null
  sent_bytes: number
  sha256: string
  /** Of an import, whose file is not kept. */
  file_name: string | null
  progress: { bytes_read: number; bytes_total: number; records: number } | null
  /** What was taken out before the body was kept; `*` where nothing of it is kept. */
  redacted_types: string[] | null
  by_type?: Record<string, Counts>
  uncatalogued?: string[]
  disabled_types?: string[]
  /** These four of an import. */
  xml_faults?: number
  left_out?: number
  files_not_read?: string[]
  cut_off?: true
}

/** `GET /v1/ingestions` */
export interface Ingestions {
  ingestions: Ingestion[]
  next_cursor: string | null
}

export interface IngestionError {
  /** A JSON pointer into the body. */
  path: string
  code: string
  detail: string
}

/** `GET /v1/ingestions/{id}` with a page of its errors */
export interface IngestionWithErrors extends Ingestion {
  /** What was answered before the first replay. */
  first_counts: Counts | null
  errors: IngestionError[]
  next_cursor: string | null
}

/** `POST /v1/ingestions/{id}/replay` */
export interface ReplayReport extends Counts {
  status: IngestionStatus
  by_type: Record<string, Counts>
  uncatalogued: string[]
  errors: IngestionError[]
  processing_ms: number
}
