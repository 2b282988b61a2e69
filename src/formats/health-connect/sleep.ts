import type { SleepStage } from '../../catalogue/sleep-stages.ts'
import { readEpochTime, secondsBefore } from '../epoch-time.ts'
import type { Incoming, Place } from '../format.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { takeFields } from '../take-fields.ts'
import { normaliseKeys, restOf, takeOrigin } from './record.ts'

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
 * `{session_end_time, duration_seconds, stages: [{stage, start_time, end_time}], metadata}`: one item, of as many
 * segments as it has stages. A session without stages is one segment of sleep.
 */
export function readSleepSession(record: JsonObject, place: Place): Incoming[] {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  const endedAt = readEpochTime(fields.take('session_end_time', 'end_time'))
  const writtenStart = readEpochTime(fields.take('session_start_time', 'start_time'))
  // The lengths only say the intervals again.
  const startedAt = writtenStart ?? secondsBefore(endedAt, fields.take('duration_seconds'))
  const written = Array.isArray(record.stages) ? (fields.take('stages') as unknown[]) : []
  fields.take('duration_seconds')
  const detail = restOf(fields, origin)
  const shared = {
    kind: 'sleep_stage',
    source: origin.source,
    countedAs: 'sleep_analysis',
    ...place,
  } as const
  if (written.length === 0) {
    return [{ ...shared, startedAt, endedAt, stage: 'asleep', ...(detail && { detail }) }]
  }
  return written.map(element => {
    const stage = isJsonObject(element) ? normaliseKeys(element) : {}
    const { word, more } = readStage(stage.stage ?? stage.type)
    const own = more === undefined ? detail : addStage(detail, more)
    return {
      ...shared,
      startedAt: readEpochTime(stage.start_time),
      endedAt: readEpochTime(stage.end_time),
      stage: word,
      ...(own && { detail: own }),
    }
  })
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

function addStage(detail: Record<string, unknown> | undefined, stage: unknown): Record<string, unknown> {
  const own = createBareObject<unknown>()
  for (const key of Object.keys(detail ?? {})) own[key] = detail![key]
  own.stage = stage
  return own
}
