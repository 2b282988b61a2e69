import type { Incoming, IncomingRedacted } from '../formats/format.ts'
import { findType, typeOf } from './record-type.ts'

/** The types of which nothing is kept, by the names that the report counts them under. */
export type DisabledTypes = ReadonlySet<string>

/**
 * The records, with one `redacted` in place of all records of an item of a disabled type. An item is of such a type
 * when it is counted as one, or when any record of it is one: it is stored whole or not at all.
 */
export function withholdDisabled(
  records: Iterable<Incoming>,
  disabledTypes: DisabledTypes,
): Iterable<Incoming> {
  return disabledTypes.size === 0 ? records : withhold(records, disabledTypes)
}

function* withhold(
  records: Iterable<Incoming>,
  disabledTypes: DisabledTypes,
): Generator<Incoming, void, undefined> {
  let item: Incoming[] = []
  for (const record of records) {
    const [first] = item
    if (first && (first.index !== record.index || first.path !== record.path)) {
      yield* withholdItem(item, disabledTypes)
      item = []
    }
    item.push(record)
  }
  yield* withholdItem(item, disabledTypes)
}

function withholdItem(item: readonly Incoming[], disabledTypes: DisabledTypes): readonly Incoming[] {
  for (const record of item) {
    const type = disabledTypeOf(record, disabledTypes)
    if (type !== undefined) return [redact(item, type)]
  }
  return item
}

/** The disabled type that a record is counted as or is of, if any. */
export function disabledTypeOf(record: Incoming, disabledTypes: DisabledTypes): string | undefined {
  const counted = record.countedAs === undefined ? undefined : findType(record.countedAs)
  return [counted, typeOf(record)].find(type => type !== undefined && disabledTypes.has(type))
}

function redact(item: readonly Incoming[], type: string): IncomingRedacted {
  const { path, index } = item[0]!
  const redacted: IncomingRedacted = { kind: 'redacted', type, path, index }
  const alsoAt = item.flatMap(record => record.alsoAt ?? [])
  if (alsoAt.length > 0) redacted.alsoAt = alsoAt
  return redacted
}
