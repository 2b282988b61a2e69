import { convert, parseUnit, type Unit } from '../catalogue/units.ts'
import type { IncomingQuantity, IncomingWorkout, WorkoutTotal } from '../formats/format.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement, KindRow, Omission } from './judgement.ts'
import { companionFields } from './sample.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import { workoutIdentity } from './workout-identity.ts'
import { judgeRoute } from './workout-route.ts'
import { judgeSeries } from './workout-series.ts'

const MAX_ACTIVITY_LENGTH = 100
const MAX_ID_LENGTH = 255

interface TotalColumn {
  column: string
  unit: Unit
  range: readonly [number, number]
  /** Some clients write 0 for a total that they did not measure and that cannot be 0. */
  zeroIsUnknown?: true
}

const any = [0, Number.MAX_VALUE] as const
const bpm = { unit: 'count/min', range: [20, 300], zeroIsUnknown: true } as const

/** The totals that have a column. The others are kept in `detail`, as they were written. */
const totalColumns: Partial<Record<WorkoutTotal, TotalColumn>> = {
  duration: { column: 'duration_s', unit: 's', range: any },
  totalEnergy: { column: 'total_energy_kcal', unit: 'kcal', range: any },
  activeEnergy: { column: 'active_energy_kcal', unit: 'kcal', range: any },
  distance: { column: 'distance_meters', unit: 'm', range: any },
  minHeartRate: { column: 'min_heart_rate', ...bpm },
  avgHeartRate: { column: 'avg_heart_rate', ...bpm },
  maxHeartRate: { column: 'max_heart_rate', ...bpm },
  elevationUp: { column: 'elevation_up_meters', unit: 'm', range: any },
  elevationDown: { column: 'elevation_down_meters', unit: 'm', range: any },
  stepCount: { column: 'step_count', unit: 'count', range: any },
  flightsClimbed: { column: 'flights_climbed', unit: 'count', range: any },
  swimmingStrokeCount: { column: 'swimming_stroke_count', unit: 'count', range: any },
}

export const workout: StorageKind = {
  table: 'workouts',
  identity: workoutIdentity,
  fields: [
    { name: 'client_ids', type: 'text[]', merge: 'union' },
    { name: 'source', type: 'text', merge: 'latest' },
    ...Object.values(totalColumns).map(
      ({ column }) => ({ name: column, type: 'double precision', merge: 'latest' }) as const,
    ),
    ...companionFields,
  ],
  partitioned: false,
}

/** A workout with its totals, and the route and series that hang on it. Points that cannot be read are named. */
export function judgeWorkout(read: FieldReader, incoming: IncomingWorkout): Judgement {
  const name = read.text('activity', incoming.activity, MAX_ACTIVITY_LENGTH)
  const activity = activityOf(name ?? '')
  if (activity === '' || activity.length > MAX_ACTIVITY_LENGTH) {
    read.reject('missing_field', 'the activity has no name that we can keep')
  }
  const startedAt = read.time('started_at', incoming.startedAt)
  const endedAt = read.time('ended_at', incoming.endedAt)
  if (endedAt < startedAt) read.reject('ends_before_start', 'ended_at is before started_at')
  const identity = {
    started_at: toSecond(startedAt),
    ended_at: toSecond(endedAt),
    activity,
  }
  const id = read.text('id', incoming.clientId, MAX_ID_LENGTH)
  const { columns, others } = readTotals(read, incoming.totals)
  const row: Row = {
    ...identity,
    client_ids: id === null ? null : [id],
    source: read.source(incoming.source) || null,
    ...columns,
    utc_offset_min: read.utcOffsetMin,
    detail: read.detail({ ...(name === identity.activity ? {} : { name }), ...others, ...incoming.detail }),
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

function readTotals(read: FieldReader, totals: IncomingWorkout['totals']) {
  const columns: Record<string, number | null> = {}
  const others: Record<string, unknown> = {}
  for (const { column } of Object.values(totalColumns)) columns[column] = null
  for (const [name, { value, unit }] of Object.entries(totals) as [WorkoutTotal, IncomingQuantity][]) {
    const total = totalColumns[name]
    if (!total || !converts(unit, total.unit)) others[name] = { value, unit }
    else if (!(total.zeroIsUnknown && value === 0)) {
      columns[total.column] = read.quantity(total.column, value, unit, total)
    }
  }
  return { columns, others }
}

function converts(written: unknown, unit: Unit): boolean {
  if (written === undefined || written === null || written === '') return true
  const from = typeof written === 'string' ? parseUnit(written) : undefined
  return from !== undefined && convert(1, from, unit) !== undefined
}

/** `Outdoor Run` is `outdoor_run`; letters of any script stay. */
function activityOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
}

function toSecond(epochUs: number): number {
  return Math.floor(epochUs / 1_000_000) * 1_000_000
}
