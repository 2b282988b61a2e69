import type { ClientBase, QueryResultRow } from 'pg'
import { findActivity } from '../catalogue/activities.ts'
import { encodeWorkoutId, type WorkoutIdentity } from './workout-id.ts'

export interface WorkoutQuestion {
  userId: string
  /** Half-open, and of the start: `from` is in, `to` is not. */
  from?: Date | undefined
  to?: Date | undefined
  /** Any name of an activity that the catalogue knows, or the name under which an unknown one was stored. */
  activity?: string | undefined
  order: 'asc' | 'desc'
  limit: number
  after?: WorkoutPosition | undefined
}

/** Where a page ended: the identity of its last workout; times in microseconds since 1970. */
export type WorkoutPosition = readonly [startedAtUs: string, endedAtUs: string, activity: string]

/** Columns of workouts, each in the unit that its name says; heart rates and cadences per minute. */
export const workoutTotals = [
  'total_energy_kcal',
  'active_energy_kcal',
  'distance_meters',
  'min_heart_rate',
  'avg_heart_rate',
  'max_heart_rate',
  'elevation_up_meters',
  'elevation_down_meters',
  'step_count',
  'flights_climbed',
  'swimming_stroke_count',
  'avg_speed_m_per_s',
  'max_speed_m_per_s',
  'lap_length_meters',
  'step_cadence',
  'swim_cadence',
  'intensity_kcal_per_hr_kg',
  'temperature_deg_c',
  'humidity_percent',
  'swolf_score',
] as const

export interface Workout {
  id: string
  activity: string
  /** How the client called it, where that is not the activity itself. */
  name: string | null
  location: string | null
  startedAt: Date
  endedAt: Date
  durationS: number | null
  source: string
  utcOffsetMin: number | null
  clientIds: string[]
  totals: Record<(typeof workoutTotals)[number], number | null>
  hasRoute: boolean
  /** The names of its series. */
  series: string[]
  detail: Record<string, unknown> | null
  position: WorkoutPosition
}

const identity = (table: string) => `(${table}.started_at, ${table}.ended_at, ${table}.activity)`

const selectWorkout = `
  select activity, name, location, started_at, ended_at, duration_s, coalesce(source, '') as source, utc_offset_min,
    coalesce(client_ids, '{}') as client_ids, ${workoutTotals.join(', ')}, detail,
    (extract(epoch from started_at) * 1000000)::bigint::text as started_at_us,
    (extract(epoch from ended_at) * 1000000)::bigint::text as ended_at_us,
    exists (
      select from workout_routes r where r.user_id = $1 and ${identity('r')} = ${identity('workouts')}
    ) as has_route,
    array(
      select s.name from workout_series s where s.user_id = $1 and ${identity('s')} = ${identity('workouts')}
      order by s.name
    ) as series
  from workouts where user_id = $1`

/** A page of the workouts in the order of start, end and activity, which stays the same while others arrive. */
export async function listWorkouts(client: ClientBase, question: WorkoutQuestion): Promise<Workout[]> {
  const parameters: unknown[] = [question.userId]
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const bindTime = (us: string) => `'epoch'::timestamptz + ${bind(us)}::bigint * interval '1 microsecond'`
  const { activity, order } = question
  const where = ['']
  if (question.from) where.push(`started_at >= ${bind(question.from)}`)
  if (question.to) where.push(`started_at < ${bind(question.to)}`)
  if (activity !== undefined) where.push(`activity = ${bind(findActivity(activity)?.activity ?? activity)}`)
  if (question.after) {
    const [startedAtUs, endedAtUs, afterActivity] = question.after
    const bound = `${bindTime(startedAtUs)}, ${bindTime(endedAtUs)}, ${bind(afterActivity)}`
    where.push(`${identity('workouts')} ${order === 'asc' ? '>' : '<'} (${bound})`)
  }
  const { rows } = await client.query(
    `${selectWorkout} ${where.join(' and ')}
     order by started_at ${order}, ended_at ${order}, activity ${order} limit ${bind(question.limit)}`,
    parameters,
  )
  return rows.map(readWorkout)
}

/** One workout; undefined where the user has none of this identity. */
export async function findWorkout(
  client: ClientBase,
  { userId, workout }: { userId: string; workout: WorkoutIdentity },
): Promise<Workout | undefined> {
  const { rows } = await client.query(
    `${selectWorkout} and ${identity('workouts')} = (to_timestamp($2), to_timestamp($3), $4)`,
    [userId, workout.startedAtS, workout.endedAtS, workout.activity],
  )
  return rows.map(readWorkout)[0]
}

function readWorkout(row: QueryResultRow): Workout {
  return {
    id: encodeWorkoutId({
      startedAtS: row.started_at.getTime() / 1000,
      endedAtS: row.ended_at.getTime() / 1000,
      activity: row.activity,
    }),
    activity: row.activity,
    name: row.name,
    location: row.location,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationS: row.duration_s,
    source: row.source,
    utcOffsetMin: row.utc_offset_min,
    clientIds: row.client_ids,
    totals: Object.fromEntries(workoutTotals.map(total => [total, row[total]])) as Workout['totals'],
    hasRoute: row.has_route,
    series: row.series,
    detail: row.detail,
    position: [row.started_at_us, row.ended_at_us, row.activity],
  }
}
