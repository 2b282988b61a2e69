import type { JSX } from 'preact'
import type { Ingestion } from '../api/ingestions.ts'
import { statusWord } from './status-words.ts'

export function StatusTag({ ingestion }: { ingestion: Pick<Ingestion, 'status' | 'received'> }): JSX.Element {
  const { label, kind } = statusWord(ingestion)
  return <span class={`tag ${kind}`}>{label}</span>
}
