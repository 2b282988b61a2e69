import { createHash } from 'node:crypto'
import type { IncomingEvent } from '../../formats/incoming.ts'
import type { FieldReader, Measure } from './field-reader.ts'
import type { Judgement } from './judgement.ts'
import { companionFields } from './sample.ts'
import type { StorageKind } from './storage-kind.ts'

const MAX_TYPE_LENGTH = 100
const MAX_NAME_LENGTH = 255

/** How pleasant a state of mind is, from very unpleasant to very pleasant: a number without a unit. */
const valence: Measure = { unit: 'count', range: [-1, 1] }

export const event: StorageKind = {
  table: 'health_events',
  identity: [
    { name: 'type', type: 'text' },
    { name: 'started_at', type: 'timestamptz' },
    { name: 'ended_at', type: 'timestamptz' },
    { name: 'name', type: 'text' },
    { name: 'source', type: 'text' },
    { name: 'discriminator', type: 'text' },
  ],
  fields: [{ name: 'client_id', type: 'text', merge: 'latest' }, ...companionFields],
  partitioned: true,
}

/** A typed event, or a record whose shape we do not know: that one is told from others by its content. */
export function judgeEvent(read: FieldReader, incoming: IncomingEvent): Judgement {
  const type = read.text('type', incoming.type, MAX_TYPE_LENGTH) ?? 'unknown'
  const startedAt = read.time('started_at', incoming.startedAt)
  const endedAt = read.optionalTime('ended_at', incoming.endedAt) ?? startedAt
  if (endedAt < startedAt) read.reject('ends_before_start', 'ended_at is before started_at')
  if (type === 'state_of_mind') read.quantity('valence', incoming.detail.valence, undefined, valence)
  const detail = read.detail(incoming.detail)
  const clientId = read.text('id', incoming.clientId, MAX_NAME_LENGTH)
  const row = {
    type,
    started_at: startedAt,
    ended_at: endedAt,
    name: read.text('name', incoming.name, MAX_NAME_LENGTH) ?? '',
    source: read.source(incoming.source),
    discriminator: clientId ?? discriminate(incoming, detail),
    client_id: clientId,
    utc_offset_min: read.utcOffsetMin,
    detail,
  }
  return read.judge(type, () => ({
    rows: [{ kind: event, row }],
    // Also under the name of a metric: nobody who looks for the metric finds what is here.
    ...(incoming.unknownType ? { uncatalogued: type } : {}),
  }))
}

/** What two events of one type and moment may differ in and still be two; of any other type that is a correction. */
const discriminatingKeys: ReadonlyMap<string, string> = new Map([
  ['cycle_tracking', 'value'],
  ['heart_rate_notification', 'threshold'],
])

/** Several of these are logged at one time, without a name. */
const toldByContent: ReadonlySet<string> = new Set(['food'])

/** What tells apart two events that a client gave no ids: the value of a cycle entry, or all of an unknown shape. */
function discriminate(incoming: IncomingEvent, detail: string | null): string {
  if (incoming.unknownType || toldByContent.has(incoming.type)) return hash(detail ?? '')
  const value = incoming.detail[discriminatingKeys.get(incoming.type) ?? '']
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  return value.length > MAX_NAME_LENGTH ? hash(value) : value
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
