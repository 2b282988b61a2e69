import type { Ingestion, IngestionStatus } from '../api/ingestions.ts'

export interface StatusWord {
  label: string
  /** Of its tag. */
  kind: '' | 'good' | 'warn' | 'bad'
}

const words: Record<IngestionStatus, StatusWord> = {
  received: { label: 'Waiting', kind: '' },
  queued: { label: 'Waiting', kind: '' },
  processing: { label: 'Being read', kind: '' },
  processed: { label: 'Complete', kind: 'good' },
  partial: { label: 'Partly kept', kind: 'warn' },
  rejected: { label: 'Rejected', kind: 'bad' },
  failed: { label: 'Unreadable', kind: 'bad' },
}

/** An app that has nothing new sends an empty body, several times a day. */
export const statusWord = ({ status, received }: Pick<Ingestion, 'status' | 'received'>): StatusWord =>
  status === 'processed' && received === 0 ? { label: 'Empty', kind: '' } : words[status]

/** What the list can be narrowed to, by the value of `status=`. */
export const statusFilters: readonly { value: string; label: string }[] = [
  { value: 'partial,rejected,failed', label: 'With problems' },
  { value: 'processed', label: 'Complete' },
  { value: 'partial', label: 'Partly kept' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'failed', label: 'Unreadable' },
  { value: 'received,queued,processing', label: 'Under way' },
]

export const isUnderWay = ({ status }: Pick<Ingestion, 'status'>): boolean =>
  status === 'received' || status === 'queued' || status === 'processing'
