import { endurance } from './activities/endurance.ts'
import { games } from './activities/games.ts'
import { other } from './activities/other.ts'
import { training } from './activities/training.ts'
import { waterAndSnow } from './activities/water-and-snow.ts'
import type { ActivityDefinitions } from './activity-definition.ts'
import { foldWords } from './fold-words.ts'
import { findLocation, takeLocationOff, type WorkoutLocation } from './workout-locations.ts'

/** Before the name of an activity in HealthKit and in Health Connect. */
const prefixes = ['HKWorkoutActivityType', 'EXERCISE_TYPE_'].map(foldWords)

/** The words for "and" that clients write as a sign. */
const joint = /[\s_](?:and|und|et|y|e|en)[\s_]/i

/** More than this many words for a place are not taken off one name ("Indoor Pool Swim" has two). */
const MAX_LOCATIONS = 2

export interface Activity {
  name: string
  /** HealthKit's name, e.g. `HKWorkoutActivityTypeRunning`. */
  healthkit: string
  healthkitValue: number
}

export interface FoundActivity {
  activity: string
  location?: WorkoutLocation
}

interface ActivityCatalogue {
  /** Every activity by its name in our words. */
  activities: ReadonlyMap<string, Activity>
  /** The activity that a client means, and the place where its name says one. Undefined: none that we know. */
  findActivity(written: string): FoundActivity | undefined
}

/** Throws when two activities would answer to the same name: a workout under the wrong activity has the wrong identity. */
export function buildActivities(groups: readonly ActivityDefinitions[]): ActivityCatalogue {
  const activities = new Map<string, Activity>()
  const byFoldedName = new Map<string, string>()
  /** As written: folded, -37 and 3.7 would be 37. */
  const byHealthkitValue = new Map<string, string>()
  for (const [name, { healthkitValue, names = [] }] of groups.flatMap(group => Object.entries(group))) {
    if (activities.has(name)) throw new Error(`activities: ${name} is defined twice`)
    activities.set(name, { name, healthkit: healthkitName(name), healthkitValue })
    claim(byHealthkitValue, String(healthkitValue), name)
    for (const written of [name, ...names]) {
      claim(byFoldedName, foldWords(written), name)
      // "Mind & Body" is "Mind and Body": the sign is none of the letters that count.
      claim(byFoldedName, foldWords(written.replace(joint, ' ')), name)
    }
  }

  /** The whole name first, so that "Water Polo" loses no word; then what is left without its words for a place. */
  const find = (folded: string, locationsLeft: number): FoundActivity | undefined => {
    const activity = byFoldedName.get(folded)
    if (activity !== undefined) return describe(activity, findLocation(folded))
    if (locationsLeft === 0) return undefined
    for (const [rest, location] of takeLocationOff(folded)) {
      const found = find(rest, locationsLeft - 1)
      if (found) return describe(found.activity, narrower(location, found.location))
    }
    return undefined
  }

  return {
    activities,
    findActivity(written) {
      const activity = byHealthkitValue.get(written)
      if (activity !== undefined) return { activity }
      const folded = foldWords(written)
      const prefix = prefixes.find(prefix => folded.startsWith(prefix)) ?? ''
      return find(folded.slice(prefix.length), MAX_LOCATIONS)
    },
  }
}

export const { activities, findActivity } = buildActivities([endurance, training, waterAndSnow, games, other])

function claim(names: Map<string, string>, written: string, activity: string): void {
  const other = names.get(written)
  if (other !== undefined && other !== activity) {
    throw new Error(`activities: ${written} is both ${other} and ${activity}`)
  }
  names.set(written, activity)
}

/** HealthKit's names are ours, in other letters. */
function healthkitName(name: string): string {
  const words = name.split('_').map(word => word.charAt(0).toUpperCase() + word.slice(1))
  return `HKWorkoutActivityType${words.join('')}`
}

function describe(activity: string, location: WorkoutLocation | undefined): FoundActivity {
  return location === undefined ? { activity } : { activity, location }
}

/** Of two places the water says more: an indoor pool is a pool. */
function narrower(outer: WorkoutLocation, inner: WorkoutLocation | undefined): WorkoutLocation {
  return inner === 'pool' || inner === 'open_water' ? inner : outer
}
