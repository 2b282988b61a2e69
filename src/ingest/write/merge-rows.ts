import type { Row, StorageKind, Value } from '../judge/storage-kind.ts'
import { splitOrder } from '../report-order.ts'
import { isUnknown, type Known, mergeField } from './merge-field.ts'
import { hidesTheSame, readKnown, writeState } from './merge-state.ts'
import { settleOrder } from './settle-order.ts'

/** A row and, for each field, the ingestion that its value came from (null where the value is unknown). */
export interface Sourced {
  row: Row
  fieldIngestions: readonly (string | null)[]
}

export interface Merged extends Sourced {
  /** A value differs from what the first row showed. */
  changed: boolean
  /** Something differs that a later merge needs to know, though no value does that is shown. */
  hiddenChanged: boolean
  /** A value or the ingestion of one differs: rows written without a value changing keep the order of ingestions. */
  affirmed: boolean
}

/**
 * The row as one report has it: every known field comes from there.
 * @param reported an ingestion's id, or the place of one of its items (report-order.ts)
 */
export function sourceRow(kind: StorageKind, row: Row, reported: string): Sourced {
  return { row, fieldIngestions: kind.fields.map(({ name }) => (isUnknown(row[name]!) ? null : reported)) }
}

/** A stored row with the ingestions of its fields, which are that of the row where it names no others. */
export function sourceStored(
  kind: StorageKind,
  row: Row,
  ingestionId: string,
  fieldIngestions: readonly (string | null)[] | null,
): Sourced {
  if (!fieldIngestions) return sourceRow(kind, row, ingestionId)
  // A row may be older than the fields that were appended since: of those it knows nothing, and from nobody.
  return { row, fieldIngestions: kind.fields.map((_, index) => fieldIngestions[index] ?? null) }
}

/**
 * What is known after both rows of one identity. Every field follows from what all ingestions reported and from the
 * order of their ids, so that merging is idempotent and the order in which ingestions are merged does not matter.
 */
export function mergeRows(kind: StorageKind, stored: Sourced, incoming: Sourced): Merged {
  if (kind.richest) return takeRicher(kind, stored, incoming)
  const ours = readKnown(kind, stored.row, stored.fieldIngestions)
  const theirs = readKnown(kind, incoming.row, incoming.fieldIngestions)
  const known = kind.fields.map((field, index) => mergeField(field, stored.row, ours[index]!, theirs[index]!))
  followGrowing(kind, stored.row, known, ours, theirs)
  const shown = settleOrder(kind, known)
  const row: Record<string, Value> = { ...stored.row, merge_state: writeState(kind, known, shown) }
  for (const [index, { name }] of kind.fields.entries()) row[name] = shown[index]!.value
  const fieldIngestions = shown.map(({ reported }) => reported && splitOrder(reported).ingestionId)
  return compare(kind, stored, { row, fieldIngestions })
}

/** Takes what belongs to a growing value from the report that the value is taken from. */
function followGrowing(
  kind: StorageKind,
  row: Row,
  known: Known[],
  ours: readonly Known[],
  theirs: readonly Known[],
): void {
  for (const [index, { follows }] of kind.fields.entries()) {
    const leader = kind.fields.findIndex(({ name }) => name === follows)
    if (leader < 0 || !kind.fields[leader]!.grows?.(row) || known[leader]!.value === null) continue
    known[index] = (known[leader] === theirs[leader] ? theirs : ours)[index]!
  }
}

/** What a merge did to the stored row. */
function compare(kind: StorageKind, stored: Sourced, { row, fieldIngestions }: Sourced): Merged {
  const changed = kind.fields.some(({ name }) => !sameValue(row[name]!, stored.row[name]!))
  // Whoever reported a `first` value first is needed to tell whether an ingestion between comes before it.
  const isEarlier = kind.fields.some(
    ({ merge }, index) => merge === 'first' && fieldIngestions[index] !== stored.fieldIngestions[index],
  )
  const hiddenChanged = isEarlier || !hidesTheSame(row, stored.row)
  const affirmed =
    changed ||
    (row.merge_state ?? null) !== (stored.row.merge_state ?? null) ||
    fieldIngestions.some((id, index) => id !== stored.fieldIngestions[index])
  return { row, fieldIngestions, changed, hiddenChanged, affirmed }
}

/** As many points as possible, then as many known numbers, then the later ingestion: an order without ties. */
function takeRicher(kind: StorageKind, stored: Sourced, incoming: Sourced): Merged {
  const [ours, theirs] = [richness(kind, stored), richness(kind, incoming)]
  const theirsIsRicher =
    theirs.points - ours.points || theirs.known - ours.known || (theirs.id >= ours.id ? 1 : -1)
  return compare(kind, stored, theirsIsRicher > 0 ? incoming : stored)
}

function richness(kind: StorageKind, { row, fieldIngestions }: Sourced) {
  const columns = kind.fields.map(({ name }) => row[name]).filter(value => Array.isArray(value))
  return {
    points: columns[0]?.length ?? 0,
    known: columns.reduce((sum, column) => sum + column.filter(value => value !== null).length, 0),
    id: fieldIngestions.find(id => id !== null) ?? '',
  }
}

function sameValue(a: Value, b: Value): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((member, index) => member === b[index])
}
