import type { Field, Row, Value } from '../judge/storage-kind.ts'
import { stableJson } from '../judge/text.ts'

/** What is known of one field of a row. */
export interface Known {
  value: Value
  /** The report that the value came from (report-order.ts); null where the value is unknown. */
  reported: string | null
  /** Of a field of the rule `keys`: the reports of those keys that came from another one than the field. */
  keysReported?: Readonly<Record<string, string>>
}

/**
 * The field after both reports. A missing value never erases a known one; of two known ones the field's rule decides
 * by the order of the reports. Of one report `theirs` is what newer code makes of it.
 */
export function mergeField(field: Field, row: Row, ours: Known, theirs: Known): Known {
  if (isUnknown(theirs.value)) return ours
  if (isUnknown(ours.value)) return theirs
  const later = theirs.reported! >= ours.reported! ? theirs : ours
  switch (field.merge) {
    case 'union':
      return { value: unite(ours.value, theirs.value), reported: later.reported }
    case 'keys':
      return mergeKeys(ours, theirs, later)
    case 'first':
      return theirs.reported! < ours.reported! ? theirs : ours
    case 'latest':
      if (!field.grows?.(row) || ours.value === theirs.value) return later
      return (theirs.value as number) > (ours.value as number) ? theirs : ours
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
  if (ours.value === theirs.value && !ours.keysReported && !theirs.keysReported) return later
  const [a, b] = [readKeys(ours), readKeys(theirs)]
  const merged: Record<string, unknown> = Object.create(null)
  const keysReported: Record<string, string> = Object.create(null)
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const winner = laterKey(a.get(key), b.get(key))
    merged[key] = winner.value
    if (winner.reported !== later.reported) keysReported[key] = winner.reported
  }
  return {
    value: stableJson(merged),
    reported: later.reported,
    ...(Object.keys(keysReported).length > 0 && { keysReported }),
  }
}

interface KnownKey {
  value: unknown
  reported: string
}

/** As with fields, an empty text says nothing. */
function laterKey(ours: KnownKey | undefined, theirs: KnownKey | undefined): KnownKey {
  if (!ours || !theirs) return (ours ?? theirs)!
  if ((ours.value === '') !== (theirs.value === '')) return ours.value === '' ? theirs : ours
  return theirs.reported >= ours.reported ? theirs : ours
}

function readKeys({ value, reported, keysReported = {} }: Known): Map<string, KnownKey> {
  const entries = Object.entries(JSON.parse(value as string) as Record<string, unknown>)
  return new Map(
    entries.map(([key, entry]) => [
      key,
      // A client may call a key `constructor`.
      { value: entry, reported: Object.hasOwn(keysReported, key) ? keysReported[key]! : reported! },
    ]),
  )
}
