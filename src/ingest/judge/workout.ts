import type { IncomingWorkout } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement, KindRow } from './judgement.ts'
import { companionFields } from './sample.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import { readActivity } from './workout-activity.ts'
import { workoutIdentity } from './workout-identity.ts'
import { judgeRoute } from './workout-route.ts'
import { judgeSeries } from './workout-series.ts'
import { mainTotalFields, readDurationUs, readTotals, sideTotalFields } from './workout-totals.ts'

const MAX_ID_LENGTH = 255

export const workout: StorageKind = {
  table: 'workouts',
  identity: workoutIdentity,
  fields: [
    { name: 'client_ids', type: 'text[]', merge: 'union' },
    { name: 'source', type: 'text', merge: 'latest' },
    ...mainTotalFields,
    ...companionFields,
    { name: 'name', type: 'text', merge: 'latest' },
    { name: 'location', type: 'text', merge: 'latest' },
    ...sideTotalFields,
  ],
  partitioned: false,
}

/** A workout with its totals, and the route and series that hang on it. Points that cannot be read are named. */
export function judgeWorkout(read: FieldReader, incoming: IncomingWorkout): Judgement {
  const { columns: what, detail: place } = readActivity(read, incoming)
  const startedAt = read.time('started_at', incoming.startedAt)
  // Some clients write how long it took in place of when it ended.
  const durationUs = readDurationUs(incoming)
  const endedAt =
    read.optionalTime('ended_at', incoming.endedAt) ??
    (durationUs === null ? read.time('ended_at', undefined) : startedAt + durationUs)
  if (endedAt < startedAt) read.reject('ends_before_start', 'ended_at is before started_at')
  const identity = {
    started_at: toSecond(startedAt),
    ended_at: toSecond(endedAt),
    activity: what.activity,
  }
  const id = read.text('id', incoming.clientId, MAX_ID_LENGTH)
  const seconds = (endedAt - startedAt) / 1_000_000
  const { columns: totals, detail: others, omissions } = readTotals(read, incoming, seconds, what.activity)
  const row: Row = {
    ...identity,
    ...what,
    client_ids: id === null ? null : [id],
    source: read.source(incoming.source) || null,
    ...totals,
    utc_offset_min: read.utcOffsetMin,
    detail: read.detail({ ...others, ...place, ...incoming.detail }),
  }
  return read.judge('workout', () => {
    const rows: KindRow[] = [
      { kind: workout, row },
      ...judgeRoute(identity, incoming.route, omissions),
      ...judgeSeries(identity, incoming, omissions),
    ]
    return { rows, omissions }
  })
}

/**
 * The nearest second, half of one up: one client cuts the fraction off and another keeps it, so 09:00:00.7 and 09:00:01
 * are one start. Two that are cut on either side of a half stay two, whatever the rule.
 */
function toSecond(epochUs: number): number {
  return Math.round(epochUs / 1_000_000) * 1_000_000
}
