import { readEachEnvelope } from './each-envelope.ts'
import { recordArrays } from './envelope.ts'
import { readFlatRecord, readHalves } from './flat-record.ts'
import { readFlatWorkout } from './flat-workout.ts'
import type { Format } from './format.ts'
import { readUnknownEvent } from './health-auto-export/events.ts'
import type { Incoming, Place } from './incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from './json-object.ts'
import { pairPressures } from './pressure-pairs.ts'
import { readEach } from './read-each.ts'
import { shareDetail } from './share-detail.ts'
import { sourceNameOf } from './source-name.ts'
import { takeFields } from './take-fields.ts'

/**
 * The iOS app of roian6/apple-health-ai-bridge: `{schema_id: "health_bridge.batch.v1", sources, health_types, samples,
 * workouts, sleep_sessions, deleted_records, sync}`, one batch or a line of JSON for each.
 * Facts: docs/reference/batch-v1.md there.
 */
export const healthBridge: Format = {
  name: 'health-bridge',
  recognises: isBatch,
  read: body => readEachEnvelope(body, isBatch, readBatch),
}

/** They describe what the records refer to, and are no records themselves. */
const registers: ReadonlySet<string> = new Set(['sources', 'health_types'])

function isBatch(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof value.schema_id === 'string' &&
    value.schema_id.startsWith('health_bridge.batch.')
  )
}

function* readBatch(batch: JsonObject, path: string): Generator<Incoming, void, undefined> {
  const names = readSourceNames(batch.sources)
  const sourceOf = (element: unknown) =>
    isJsonObject(element) && typeof element.source_key === 'string'
      ? (names.get(element.source_key) ?? element.source_key)
      : undefined
  for (const { key, path: at, elements } of recordArrays({ path, object: batch })) {
    if (registers.has(key)) continue
    const pressures = pairPressures(() => readHalves(elements, element => ({ source: sourceOf(element) })))
    // Of a key that may be long, so that it is folded once and not for every element.
    const readOther = readUnknownEvent(key)
    yield* readEach(elements, at, (element, place) => {
      const source = sourceOf(element)
      if (key === 'workouts') return readFlatWorkout(element, place, source)
      if (!isJsonObject(element))
        return { kind: 'nothing', countedAs: key, detail: 'not an object', ...place }
      if (key === 'samples') return readFlatRecord(element, place, { source, pressures })
      if (key === 'sleep_sessions') return readSession(element, place, source)
      if (key === 'deleted_records') return readDeletion(element, place, source)
      return readOther(element, place)
    })
  }
}

/** `{record_family, source_key, client_record_id, deleted_at}`: told, and kept as told; what we hold is not deleted. */
function readDeletion(deletion: JsonObject, place: Place, source: unknown): Incoming {
  const fields = takeFields(deletion)
  return {
    kind: 'event',
    type: 'deleted_record',
    startedAt: fields.take('deleted_at'),
    clientId: fields.takeText('client_record_id'),
    source,
    unknownType: true,
    detail: fields.rest() ?? createBareObject(),
    ...place,
  }
}

function readSourceNames(sources: unknown): Map<string, string> {
  const names = new Map<string, string>()
  for (const source of Array.isArray(sources) ? sources : []) {
    const name = sourceNameOf(source)
    if (isJsonObject(source) && typeof source.source_key === 'string' && name !== undefined) {
      names.set(source.source_key, name)
    }
  }
  return names
}

/** `{client_record_id, source_key, start_time, end_time, stage_intervals: [{stage, start_time, end_time}]}`: one item. */
function readSession(session: JsonObject, place: Place, source: unknown): Incoming[] {
  const fields = takeFields(session)
  const shared = { kind: 'sleep_stage', source, countedAs: 'sleep_analysis', ...place } as const
  const startedAt = fields.take('start_time')
  const endedAt = fields.take('end_time')
  const intervals = Array.isArray(session.stage_intervals)
    ? (fields.take('stage_intervals') as unknown[])
    : []
  const detail = fields.rest() ?? createBareObject<unknown>()
  if (intervals.length === 0) return [{ ...shared, startedAt, endedAt, stage: 'asleep', detail }]
  const detailOf = shareDetail(detail)
  return intervals.map((interval, at) => {
    const stage = isJsonObject(interval) ? interval : {}
    const { start_time: startedAt, end_time: endedAt } = stage
    return { ...shared, startedAt, endedAt, stage: stage.stage, detail: detailOf(at === 0) ?? {} }
  })
}
