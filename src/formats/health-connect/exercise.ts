import { readEpochTime } from '../epoch-time.ts'
import type { Incoming, IncomingWorkout, Place, WorkoutTotal } from '../incoming.ts'
import type { JsonObject } from '../json-object.ts'
import { takeFields } from '../take-fields.ts'
import { normaliseKeys, restOf, takeOrigin } from './record.ts'

/** ExerciseSessionRecord.EXERCISE_TYPE_…, whose numbers the webhook sends as text. */
const activities: ReadonlyMap<string, string> = new Map([
  ['0', 'other'],
  ['2', 'badminton'],
  ['4', 'baseball'],
  ['5', 'basketball'],
  ['8', 'cycling'],
  ['9', 'indoor_cycling'],
  ['10', 'boot_camp'],
  ['11', 'boxing'],
  ['13', 'calisthenics'],
  ['14', 'cricket'],
  ['16', 'dancing'],
  ['25', 'elliptical'],
  ['26', 'exercise_class'],
  ['27', 'fencing'],
  ['28', 'american_football'],
  ['29', 'australian_football'],
  ['31', 'disc_sports'],
  ['32', 'golf'],
  ['33', 'guided_breathing'],
  ['34', 'gymnastics'],
  ['35', 'handball'],
  ['36', 'high_intensity_interval_training'],
  ['37', 'hiking'],
  ['38', 'ice_hockey'],
  ['39', 'ice_skating'],
  ['44', 'martial_arts'],
  ['46', 'paddling'],
  ['47', 'paragliding'],
  ['48', 'pilates'],
  ['50', 'racquetball'],
  ['51', 'rock_climbing'],
  ['52', 'roller_hockey'],
  ['53', 'rowing'],
  ['54', 'indoor_rowing'],
  ['55', 'rugby'],
  ['56', 'running'],
  ['57', 'indoor_running'],
  ['58', 'sailing'],
  ['59', 'scuba_diving'],
  ['60', 'skating'],
  ['61', 'skiing'],
  ['62', 'snowboarding'],
  ['63', 'snowshoeing'],
  ['64', 'soccer'],
  ['65', 'softball'],
  ['66', 'squash'],
  ['68', 'stair_climbing'],
  ['69', 'stair_climbing_machine'],
  ['70', 'strength_training'],
  ['71', 'stretching'],
  ['72', 'surfing'],
  ['73', 'open_water_swimming'],
  ['74', 'pool_swimming'],
  ['75', 'table_tennis'],
  ['76', 'tennis'],
  ['78', 'volleyball'],
  ['79', 'walking'],
  ['80', 'water_polo'],
  ['81', 'weightlifting'],
  ['82', 'wheelchair'],
  ['83', 'yoga'],
])

const totalFields: readonly (readonly [total: WorkoutTotal, unit: string, key: string])[] = [
  ['duration', 's', 'duration_seconds'],
  ['distance', 'm', 'distance_meters'],
  ['stepCount', 'count', 'steps'],
  ['stepCadence', 'count/min', 'avg_cadence_spm'],
]

/** `{type, title?, start_time, end_time, duration_seconds, distance_meters?, steps?, avg_cadence_spm?, …, metadata}` */
export function readExercise(record: JsonObject, place: Place): Incoming {
  const fields = takeFields(normaliseKeys(record))
  const origin = takeOrigin(record, fields)
  const totals: IncomingWorkout['totals'] = {}
  for (const [total, unit, key] of totalFields) {
    const value = fields.takeText(key)
    if (value !== undefined) totals[total] = { value, unit }
  }
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: activityOf(fields.takeText('exercise_type', 'type', 'title')),
    startedAt: readEpochTime(fields.take('start_time')),
    endedAt: readEpochTime(fields.take('end_time')),
    clientId: origin.clientId,
    source: origin.source,
    totals,
    series: {},
    route: [],
    ...place,
  }
  const detail = restOf(fields, origin)
  if (detail) workout.detail = detail
  return workout
}

/** The number's word; a number that is not in the table is kept as `exercise_42`, a word as it is. */
function activityOf(written: unknown): unknown {
  const text = String(written ?? '').replace(/^EXERCISE_TYPE_/, '')
  return activities.get(text) ?? (/^\d+$/.test(text) ? `exercise_${text}` : text || undefined)
}
