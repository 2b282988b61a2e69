import { findActivity } from '../../catalogue/activities.ts'
import { findLocation, type WorkoutLocation } from '../../catalogue/workout-locations.ts'
import type { IncomingWorkout } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'

const MAX_ACTIVITY_LENGTH = 100

interface ActivityColumns {
  /** Part of the identity: what the catalogue makes of the name, or a name that it does not know in plain letters. */
  activity: string
  /** The name as it was written, where that is not the activity itself. */
  name: string | null
  location: WorkoutLocation | null
}

/**
 * What was done and where. Of the client's word for the place, the activity's name and `isIndoor`, the first that says
 * it is right; a word that is none of ours in plain letters is kept in `detail`.
 */
export function readActivity(
  read: FieldReader,
  incoming: IncomingWorkout,
): { columns: ActivityColumns; detail: { location?: unknown } } {
  const name = read.text('activity', incoming.activity, MAX_ACTIVITY_LENGTH)
  const found = name === null ? undefined : findActivity(name)
  const activity = found?.activity ?? toPlainLetters(name ?? '')
  if (activity === '' || activity.length > MAX_ACTIVITY_LENGTH) {
    read.reject('missing_field', 'the activity has no name that we can keep')
  }
  const word = incoming.location
  const location =
    (typeof word === 'string' ? findLocation(word) : undefined) ??
    found?.location ??
    (incoming.detail?.isIndoor === true ? 'indoor' : null)
  return {
    columns: { activity, name: name === activity ? null : name, location },
    detail: word === undefined || toPlainLetters(String(word)) === location ? {} : { location: word },
  }
}

/** `Quidditch Training` is `quidditch_training`; letters of any script stay. */
function toPlainLetters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
}
