import type { Field, Row, StorageKind, Value } from './storage-kind.ts'
import { stableJson } from './text.ts'

/** A row and, for each field, the ingestion that its value came from (null where the value is unknown). */
export interface Sourced {
  row: Row
  fieldIngestions: readonly (string | null)[]
}

export interface Merged extends Sourced {
  /** A value differs from what the first row held. */
  changed: boolean
  /** A value or the ingestion of one differs: rows written without a value changing keep the order of ingestions. */
  affirmed: boolean
}

/** The row as one ingestion reported it: every known field comes from that ingestion. */
export function sourceRow(kind: StorageKind, row: Row, ingestionId: string): Sourced {
  return { row, fieldIngestions: kind.fields.map(({ name }) => (isUnknown(row[name]!) ? null : ingestionId)) }
}

/**
 * What is known after both rows of one identity. A missing field never erases a known one; of two known ones the
 * field's rule decides by the ingestions' ids, which are ordered by time (UUIDv7). So merging is idempotent, and the
 * order in which ingestions are merged does not matter.
 */
export function mergeRows(kind: StorageKind, stored: Sourced, incoming: Sourced): Merged {
  if (kind.richest) return takeRicher(kind, stored, incoming)
  const row: Record<string, Value> = { ...stored.row }
  const fieldIngestions = [...stored.fieldIngestions]
  kind.fields.forEach((field, index) => {
    const ours = { value: stored.row[field.name]!, ingestion: stored.fieldIngestions[index]! }
    const theirs = { value: incoming.row[field.name]!, ingestion: incoming.fieldIngestions[index]! }
    const { value, ingestion } = mergeField(field, stored.row, ours, theirs)
    row[field.name] = value
    fieldIngestions[index] = ingestion
  })
  straighten(kind, row, fieldIngestions)
  return compare(kind, stored, { row, fieldIngestions })
}

/** What a merge did to the stored row. */
function compare(kind: StorageKind, stored: Sourced, { row, fieldIngestions }: Sourced): Merged {
  const changed = kind.fields.some(({ name }) => !sameValue(row[name]!, stored.row[name]!))
  const affirmed = changed || fieldIngestions.some((id, index) => id !== stored.fieldIngestions[index])
  return { row, fieldIngestions, changed, affirmed }
}

interface Known {
  value: Value
  ingestion: string | null
}

function mergeField(field: Field, row: Row, ours: Known, theirs: Known): Known {
  if (isUnknown(theirs.value)) return ours
  if (isUnknown(ours.value)) return theirs
  const theirsIsLater = theirs.ingestion! >= ours.ingestion!
  const later = theirsIsLater ? theirs : ours
  if (field.merge === 'union') return { value: unite(ours.value, theirs.value), ingestion: later.ingestion }
  if (field.merge === 'keys') {
    const earlier = theirsIsLater ? ours : theirs
    return { value: uniteKeys(earlier.value as string, later.value as string), ingestion: later.ingestion }
  }
  if (field.merge === 'first') return theirs.ingestion! < ours.ingestion! ? theirs : ours
  if (field.grows?.(row)) {
    return { value: Math.max(ours.value as number, theirs.value as number), ingestion: later.ingestion }
  }
  return later
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

/** Of two fields in the wrong order the one that was reported later is right, and the other gives way to it. */
function straighten(kind: StorageKind, row: Record<string, Value>, fieldIngestions: (string | null)[]): void {
  const indexOf = (name: string) => kind.fields.findIndex(field => field.name === name)
  for (const names of kind.ascending ?? []) {
    for (const [position, lower] of names.entries()) {
      for (const upper of names.slice(position + 1)) {
        if (row[lower] === null || row[upper] === null || row[lower]! <= row[upper]!) continue
        const [low, high] = [indexOf(lower), indexOf(upper)]
        const [right, wrong] = fieldIngestions[low]! > fieldIngestions[high]! ? [low, high] : [high, low]
        row[kind.fields[wrong]!.name] = row[kind.fields[right]!.name]!
        fieldIngestions[wrong] = fieldIngestions[right]!
      }
    }
  }
}

/** A source that nobody named is stored as the empty text, because it is part of a primary key. */
function isUnknown(value: Value): boolean {
  return value === null || value === ''
}

function unite(a: Value, b: Value): Value {
  return [...new Set([...(a as string[]), ...(b as string[])])].sort()
}

/** Both are canonical JSON of objects; where both have a key, the later one is right. */
function uniteKeys(earlier: string, later: string): string {
  return earlier === later ? later : stableJson({ ...JSON.parse(earlier), ...JSON.parse(later) })
}

function sameValue(a: Value, b: Value): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((member, index) => member === b[index])
}
