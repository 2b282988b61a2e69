import type { Column, StorageKind } from '../judge/storage-kind.ts'
import { hasMergeState } from '../write/merge-state.ts'

/** The columns that a merge reads and writes; first those that make two rows one record. */
export function columnsOf(kind: StorageKind): Column[] {
  const others = kind.fields.filter(field => !field.identifiesUngrouped)
  return [...kind.identity, ...identifyingUngrouped(kind), ...others, ...stateOf(kind)]
}

export function stateOf(kind: StorageKind): Column[] {
  return hasMergeState(kind) ? [{ name: 'merge_state', type: 'jsonb' }] : []
}

/** The fields that are a part of the identity, except in grouped rows. */
export const identifyingUngrouped = ({ fields }: StorageKind): Column[] =>
  fields.filter(field => field.identifiesUngrouped)

/** The column by whose values the rows of a kind are grouped: the index of the primary key begins with it. */
export function groupColumnOf({ identity: [first] }: StorageKind): string | undefined {
  return first!.type === 'text' ? first!.name : undefined
}
