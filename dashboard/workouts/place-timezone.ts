import type { Workout } from '../api/workouts.ts'
import { offsetOf } from '../words/dates.ts'

/**
 * Whose clocks show when a workout was: those of the place where it was, as the client told their offset, where they differ
 * from those of the account by whole hours.
 * @returns an IANA name
 */
export function placeTimezone({ utc_offset_min: offset, started_at }: Workout, timezone: string): string {
  if (offset === null || offset % 60 !== 0 || Math.abs(offset) > 12 * 60) return timezone
  if (offset === offsetOf(Date.parse(started_at), timezone)) return timezone
  // The names of these zones count westwards.
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset) / 60}`
}
