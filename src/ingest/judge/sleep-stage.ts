import { findSleepStage } from '../../catalogue/sleep-stages.ts'
import type { IncomingSleepStage } from '../../formats/incoming.ts'
import { idOfDevice } from './device.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement } from './judgement.ts'
import { companionFields, creationDateOf, originFields } from './sample.ts'
import type { StorageKind } from './storage-kind.ts'

/** HealthKit's longest constant has 45 characters. */
const MAX_STAGE_LENGTH = 60

export const sleepStage: StorageKind = {
  table: 'sleep_stages',
  identity: [
    { name: 'started_at', type: 'timestamptz' },
    { name: 'ended_at', type: 'timestamptz' },
    { name: 'stage', type: 'text' },
    { name: 'source', type: 'text' },
  ],
  fields: [...companionFields, ...originFields],
  partitioned: true,
}

/** An invented stage would spoil the night; what is in the kept body can be read once its word is known. */
const notKnown =
  'is not a sleep stage that we know: report the word, or set the language of the phone to English; ' +
  'the body is kept, and a later release can read it by a replay'

/** One segment of sleep in one stage. */
export function judgeSleepStage(read: FieldReader, incoming: IncomingSleepStage): Judgement {
  const startedAt = read.time('started_at', incoming.startedAt)
  const endedAt = read.time('ended_at', incoming.endedAt)
  if (endedAt < startedAt) read.reject('ends_before_start', 'ended_at is before started_at')
  const written = read.text('stage', incoming.stage, MAX_STAGE_LENGTH)
  const stage = written === null ? undefined : findSleepStage(written)
  if (written === null) read.reject('missing_field', 'stage is missing')
  else if (!stage) read.reject('unknown_stage', `${written.slice(0, 20)} ${notKnown}`)
  const row = {
    started_at: startedAt,
    ended_at: endedAt,
    stage: stage ?? '',
    source: read.source(incoming.source),
    utc_offset_min: read.utcOffsetMin,
    detail: read.detail(incoming.detail),
    device_id: idOfDevice(incoming.device),
    creation_date: creationDateOf(incoming),
  }
  return read.judge('sleep_analysis', () => ({ rows: [{ kind: sleepStage, row }] }))
}
