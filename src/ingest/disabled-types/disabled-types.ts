import type { Incoming, IncomingRedacted } from '../../formats/incoming.ts'
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

/** The disabled type that a record is counted as, is of, or holds something of, if any. */
export function disabledTypeOf(record: Incoming, disabledTypes: DisabledTypes): string | undefined {
  const counted = record.countedAs === undefined ? undefined : findType(record.countedAs)
  const isDisabled = (type: string | undefined) => type !== undefined && disabledTypes.has(type)
  const own = [counted, typeOf(record), ...(record.holds ?? []).map(findType)].find(isDisabled)
  if (own !== undefined || record.kind !== 'event' || !record.unknownType) return own
  // Nobody knows what a shape of the future is made of, so that the names in it have to tell.
  return namesIn(record.detail, MAX_DEPTH).map(findType).find(isDisabled)
}

/** As deep as a detail may be. */
const MAX_DEPTH = 32

function namesIn(value: unknown, depthLeft: number): string[] {
  if (typeof value !== 'object' || value === null || depthLeft === 0) return []
  const members = Object.values(value).flatMap(member => namesIn(member, depthLeft - 1))
  return Array.isArray(value) ? members : [...Object.keys(value), ...members]
}

/** Blood pressure also comes in halves: whoever wants none of it means both. */
const pressures = ['blood_pressure', 'blood_pressure_systolic', 'blood_pressure_diastolic']

/** The types together with those under which the same comes in another shape. */
export function withRelated(types: Iterable<string>): DisabledTypes {
  const all = new Set(types)
  if (pressures.some(type => all.has(type))) for (const type of pressures) all.add(type)
  return all
}

function redact(item: readonly Incoming[], type: string): IncomingRedacted {
  const { path, index } = item[0]!
  const redacted: IncomingRedacted = { kind: 'redacted', type, path, index }
  const alsoAt = item.flatMap(record => record.alsoAt ?? [])
  if (alsoAt.length > 0) redacted.alsoAt = alsoAt
  return redacted
}
