import type { Incoming } from '../../formats/incoming.ts'
import { findType, typeOf } from '../disabled-types/record-type.ts'
import { parseTime } from '../judge/time.ts'

/** What is wanted of an export; nothing said is all of it. */
export interface ImportWishes {
  /** Only what had not ended before. */
  since?: Date
  /** Only records of these types, by the names that the report counts them under. */
  only?: ReadonlySet<string>
  /** Only to say what would become of it. */
  dryRun?: true
}

/** The wishes as JSON that is the same for the same wishes. */
export function describeWishes({ since, only }: ImportWishes): {
  since: string | null
  only: string[] | null
} {
  return { since: since?.toISOString() ?? null, only: only ? [...only].sort() : null }
}

/** What {@link describeWishes} was made of. */
export function readWishes({ since, only }: ReturnType<typeof describeWishes>): ImportWishes {
  return { ...(since !== null && { since: new Date(since) }), ...(only && { only: new Set(only) }) }
}

/**
 * Whether a record is wanted. One whose time cannot be read is, so that it is rejected where everybody sees it.
 */
export function wantedBy({ since, only }: ImportWishes): (record: Incoming) => boolean {
  const isOfWantedType = only ? typeIn(only) : () => true
  if (since === undefined) return isOfWantedType
  const sinceUs = since.getTime() * 1000
  return record => {
    if (!isOfWantedType(record)) return false
    const end = parseTime(endOf(record))
    return !end || end.epochUs >= sinceUs
  }
}

/** A file may name more types than anybody has. */
const MAX_REMEMBERED = 1_000

/** Whether a record counts as one of these types; what a name means is found out once for all records that have it. */
function typeIn(only: ReadonlySet<string>): (record: Incoming) => boolean {
  const remembered = new Map<string, boolean>()
  return record => {
    const name = record.countedAs ?? (record.kind === 'sample' ? record.metric : undefined)
    if (name === undefined) return only.has(typeOf(record))
    const known = remembered.get(name)
    if (known !== undefined) return known
    const isWanted = only.has(findType(name) ?? name)
    if (remembered.size < MAX_REMEMBERED) remembered.set(name, isWanted)
    return isWanted
  }
}

function endOf(record: Incoming): unknown {
  switch (record.kind) {
    case 'sample':
    case 'sleep_stage':
    case 'workout':
    case 'event':
      return record.endedAt ?? ('recordedAt' in record ? record.recordedAt : record.startedAt)
    default:
      return undefined
  }
}
