import type { Field, Row, Value } from './storage-kind.ts'
import { stableJson } from './text.ts'

/** What is known of one field of a row. */
export interface Known {
  value: Value
  /** The ingestion that the value came from; null where the value is unknown. */
  ingestion: string | null
  /** Of a field of the rule `keys`: the ingestions of those keys that came from another one than the field. */
  keyIngestions?: Readonly<Record<string, string>>
  /** A later value of another field contradicts it: see settleOrder. */
  isOverruled?: true
}

/**
 * The field after both reports. A missing value never erases a known one; of two known ones the field's rule decides
 * by the ids of the ingestions, which are ordered by time (UUIDv7). On one id `theirs` is the later: an item further
 * down in the same body.
 */
export function mergeField(field: Field, row: Row, ours: Known, theirs: Known): Known {
  if (isUnknown(theirs.value)) return ours
  if (isUnknown(ours.value)) return theirs
  const later = theirs.ingestion! >= ours.ingestion! ? theirs : ours
  switch (field.merge) {
    case 'union':
      return { value: unite(ours.value, theirs.value), ingestion: later.ingestion }
    case 'keys':
      return mergeKeys(ours, theirs, later)
    case 'first':
      return theirs.ingestion! < ours.ingestion! ? theirs : ours
    case 'latest':
      if (!field.grows?.(row)) return later
      return { value: Math.max(ours.value as number, theirs.value as number), ingestion: later.ingestion }
  }
}

/** A source that nobody named is stored as the empty text, because it is part of a primary key. */
export function isUnknown(value: Value): boolean {
  return value === null || value === ''
}

function unite(a: Value, b: Value): Value {
  return [...new Set([...(a as string[]), ...(b as string[])])].sort()
}

/** Both are canonical JSON of objects. Each key is merged as a field of its own. */
function mergeKeys(ours: Known, theirs: Known, later: Known): Known {
  if (ours.value === theirs.value && !ours.keyIngestions && !theirs.keyIngestions) return later
  const [a, b] = [readKeys(ours), readKeys(theirs)]
  const merged: Record<string, unknown> = Object.create(null)
  const keyIngestions: Record<string, string> = Object.create(null)
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [our, their] = [a.get(key), b.get(key)]
    const winner = !our || (their && their.ingestion >= our.ingestion) ? their! : our
    merged[key] = winner.value
    if (winner.ingestion !== later.ingestion) keyIngestions[key] = winner.ingestion
  }
  return {
    value: stableJson(merged),
    ingestion: later.ingestion,
    ...(Object.keys(keyIngestions).length > 0 && { keyIngestions }),
  }
}

function readKeys({ value, ingestion, keyIngestions }: Known) {
  const entries = Object.entries(JSON.parse(value as string) as Record<string, unknown>)
  return new Map(
    entries.map(([key, entry]) => [key, { value: entry, ingestion: keyIngestions?.[key] ?? ingestion! }]),
  )
}
