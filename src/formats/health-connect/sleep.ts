import type { SleepStage } from '../../catalogue/sleep-stages.ts'
import { readEpochTime, secondsBefore } from '../epoch-time.ts'
import type { Incoming, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readEach } from '../read-each.ts'
import { joinDetails, shareDetail } from '../share-detail.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { normaliseKeys, restWithId, takeOrigin } from './record.ts'

/**
 * Health Connect's stages (SleepSessionRecord.STAGE_TYPE_…) in our words, by name and by integer. Its integers are not
 * HealthKit's: 5 is deep here and REM there. UNKNOWN is sleep of no stated stage.
 */
const stages: readonly (readonly [name: string, stage: SleepStage, ...also: string[]])[] = [
  ['unknown', 'asleep'],
  ['awake', 'awake'],
  ['sleeping', 'asleep', 'asleep'],
  ['outofbed', 'awake'],
  ['light', 'core', 'core'],
  ['deep', 'deep'],
  ['rem', 'rem'],
  ['awakeinbed', 'awake'],
]

const stageByWord = new Map<string, SleepStage>(
  stages.flatMap(([name, stage, ...also], integer) =>
    [name, String(integer), ...also].map(word => [word, stage] as const),
  ),
)

/** Words that say more than our stage does. */
const finerWords = new Set(['unknown', '0', 'outofbed', '3', 'awakeinbed', '7'])

/**
 * `{session_end_time, duration_seconds, stages: [{stage, start_time, end_time}], metadata}`: every stage is an item of its
 * own, in `stages`, so that one which we cannot read does not cost the night. A session without stages is the item
 * itself, one segment of sleep. What the session says is with its stages.
 */
export function* readSleepSession(record: JsonObject, place: Place): Generator<Incoming, void, undefined> {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  const stages = Array.isArray(record.stages) ? (fields.take('stages') as unknown[]) : []
  const bounds = takeBounds(fields)
  const detail = restWithId(fields, origin)
  if (stages.length === 0) {
    const { startedAt, endedAt } = bounds
    const shared = {
      kind: 'sleep_stage',
      startedAt,
      endedAt,
      stage: 'asleep',
      source: origin.source,
    } as const
    yield { ...shared, ...place, ...(detail && { detail }) }
    return
  }
  const detailOf = shareDetail(detail)
  const uncovered = coversSession(stages, bounds) ? undefined : bounds.written
  yield* readEach(stages, `${place.path}/${place.index}/stages`, (stage, at) => {
    const isFirst = at.index === 0
    const outer = isFirst ? joinDetails(detailOf(true), uncovered) : detailOf(false)
    return readSleepStage(stage, at, origin.source, outer)
  })
}

interface Bounds {
  startedAt: unknown
  endedAt: unknown
  /** As the session has them. */
  written: Record<string, unknown>
}

/** When a session begins and ends; a length only says the interval again, and tells the beginning where it is not there. */
function takeBounds(fields: Fields): Bounds {
  const written = createBareObject<unknown>()
  const take = (...keys: string[]) => {
    for (const key of keys) {
      const value = fields.take(key)
      if (value === undefined) continue
      written[key] = value
      return value
    }
    return undefined
  }
  const endedAt = readEpochTime(take('session_end_time', 'end_time'))
  const writtenStart = readEpochTime(take('session_start_time', 'start_time'))
  const seconds = take('duration_seconds')
  return { startedAt: writtenStart ?? secondsBefore(endedAt, seconds), endedAt, written }
}

/**
 * Whether the first stage begins and the last one ends with the session. Where not, the bounds of the session stand in
 * the detail of its first stage: a segment of their own would be sleep that nobody measured.
 */
function coversSession(stages: readonly unknown[], { startedAt, endedAt }: Bounds): boolean {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const stage of stages) {
    if (!isJsonObject(stage)) continue
    start = Math.min(start, instantOf(stage.start_time ?? stage.startTime) ?? start)
    end = Math.max(end, instantOf(stage.end_time ?? stage.endTime) ?? end)
  }
  return start === (instantOf(startedAt) ?? start) && end === (instantOf(endedAt) ?? end)
}

function instantOf(written: unknown): number | undefined {
  const time = readEpochTime(written)
  const instant = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(instant) ? undefined : instant
}

/** `{stage, start_time, end_time}`; the length of a stage only says its interval again. */
function readSleepStage(
  element: unknown,
  place: Place,
  source: unknown,
  outer: Record<string, unknown> | undefined,
): Incoming {
  if (!isJsonObject(element)) {
    return { kind: 'nothing', countedAs: 'sleep_analysis', detail: 'not an object', ...place }
  }
  const fields = takeFields(normaliseKeys(element))
  const written = fields.takeText('stage', 'type')
  const { word, more } = readStage(written)
  const [startedAt, endedAt] = [fields.take('start_time'), fields.take('end_time')].map(readEpochTime)
  fields.takeText('duration_seconds')
  if (more !== undefined) fields.keep('stage', more)
  const detail = joinDetails(outer, fields.rest())
  return { kind: 'sleep_stage', startedAt, endedAt, stage: word, source, ...place, ...(detail && { detail }) }
}

function readStage(written: unknown): { word: unknown; more?: unknown } {
  if (typeof written !== 'string' && typeof written !== 'number') return { word: written }
  const folded = String(written)
    .replace(/^.*STAGE_TYPE_/i, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase()
  const stage = stageByWord.get(folded)
  if (stage === undefined) return { word: written }
  return finerWords.has(folded) ? { word: stage, more: written } : { word: stage }
}
