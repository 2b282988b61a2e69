import { findActivity } from '../../catalogue/activities.ts'
import type { WorkoutLocation } from '../../catalogue/workout-locations.ts'
import type { Incoming, IncomingRoutePoint, IncomingWorkout, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { describeElement } from './element-detail.ts'
import { takeTotals } from './workout-totals.ts'
import type { XmlElement } from './xml-element.ts'

/**
 * Apple's `Workout`. Activity, start and end are those that Health Auto Export writes, so that a workout that came through
 * both is one. Statistics that are no totals, events, activities, metadata and the names of the route's files are the detail.
 * @param route the points of the workout's files
 * @param omission what of these is missing, and why
 */
export function readWorkout(
  element: XmlElement,
  place: Place,
  route: readonly IncomingRoutePoint[],
  omission?: string,
): Incoming {
  const { totals, left } = takeTotals(element)
  const { location, children } = takeLocation(left.children)
  const { workoutActivityType, sourceName, startDate, endDate, ...others } = left.attributes
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: readActivity(workoutActivityType),
    startedAt: startDate,
    endedAt: endDate,
    source: sourceName,
    totals,
    series: createBareObject(),
    route,
    lenientTotals: true,
    ...place,
  }
  if (location !== undefined) workout.location = location
  const detail = describeElement({ ...left, attributes: others, children })
  if (omission !== undefined) detail.route_omission = omission
  if (Object.keys(detail).length > 0) workout.detail = detail
  return workout
}

/**
 * The catalogue's name where it has one: nobody called the workout by an identifier, and what somebody did call it,
 * in another client, must not be replaced by one.
 */
function readActivity(type: string | undefined): string | undefined {
  return type && (findActivity(type)?.activity ?? type.replace(/^HKWorkoutActivityType/, ''))
}

/** Metadata that say where a workout took place, the closest first. */
const places: readonly (readonly [key: string, value: string, location: WorkoutLocation])[] = [
  ['HKSwimmingLocationType', '1', 'pool'],
  ['HKSwimmingLocationType', '2', 'open_water'],
  ['HKIndoorWorkout', '1', 'indoor'],
  ['HKIndoorWorkout', '0', 'outdoor'],
]

/** @returns the place, and the children without the one that says it */
function takeLocation(children: readonly XmlElement[]) {
  for (const [key, value, location] of places) {
    const entry = children.find(
      ({ name, attributes }) =>
        name === 'MetadataEntry' && attributes.key === key && attributes.value === value,
    )
    if (entry) return { location, children: children.filter(child => child !== entry) }
  }
  return { location: undefined, children }
}
