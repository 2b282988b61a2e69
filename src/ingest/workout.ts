import type { IncomingWorkout } from '../formats/format.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement, KindRow, Omission } from './judgement.ts'
import { companionFields } from './sample.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import { readActivity } from './workout-activity.ts'
import { workoutIdentity } from './workout-identity.ts'
import { judgeRoute } from './workout-route.ts'
import { judgeSeries } from './workout-series.ts'
import { mainTotalFields, readTotals, sideTotalFields } from './workout-totals.ts'

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
  const endedAt = read.time('ended_at', incoming.endedAt)
  if (endedAt < startedAt) read.reject('ends_before_start', 'ended_at is before started_at')
  const identity = {
    started_at: toSecond(startedAt),
    ended_at: toSecond(endedAt),
    activity: what.activity,
  }
  const id = read.text('id', incoming.clientId, MAX_ID_LENGTH)
  const { columns: totals, detail: others } = readTotals(read, incoming, (endedAt - startedAt) / 1_000_000)
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
    const omissions: Omission[] = []
    const rows: KindRow[] = [
      { kind: workout, row },
      ...judgeRoute(identity, incoming.route, omissions),
      ...judgeSeries(identity, incoming.series, omissions),
    ]
    return { rows, omissions }
  })
}

function toSecond(epochUs: number): number {
  return Math.floor(epochUs / 1_000_000) * 1_000_000
}
