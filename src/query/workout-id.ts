/** What makes two workouts the same workout of one user; times are whole seconds since 1970. */
export interface WorkoutIdentity {
  startedAtS: number
  endedAtS: number
  activity: string
}

/** 1900 to 9999: every time that can be stored, and none that PostgreSQL cannot read. */
const timeRangeS = [-2_208_988_800, 253_402_300_799] as const
const MAX_ACTIVITY_LENGTH = 100

/** The id that stands for a workout in a URL: its identity as base64url, so that none has to be stored. */
export function encodeWorkoutId({ startedAtS, endedAtS, activity }: WorkoutIdentity): string {
  return Buffer.from(`${startedAtS}.${endedAtS - startedAtS}.${activity}`).toString('base64url')
}

/** The identity behind an id; undefined for a text that is the id of no workout. */
export function decodeWorkoutId(id: string): WorkoutIdentity | undefined {
  const [, started, duration, activity] =
    /^(-?\d{1,12})\.(\d{1,12})\.([^\0]+)$/s.exec(Buffer.from(id, 'base64url').toString()) ?? []
  if (activity === undefined || activity.length > MAX_ACTIVITY_LENGTH) return undefined
  const identity = { startedAtS: Number(started), endedAtS: Number(started) + Number(duration), activity }
  if (identity.startedAtS < timeRangeS[0] || identity.endedAtS > timeRangeS[1]) return undefined
  // A workout has one id; other spellings of the same bytes are none.
  return encodeWorkoutId(identity) === id ? identity : undefined
}
