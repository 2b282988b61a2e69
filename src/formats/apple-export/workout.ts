import type { Incoming, IncomingRoutePoint, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { describeElement } from './describe-element.ts'
import type { XmlElement } from './xml-element.ts'

/** Stand-in: a workout with its times and its route only. */
export function readWorkout(
  element: XmlElement,
  place: Place,
  route: readonly IncomingRoutePoint[],
  omission?: string,
): Incoming {
  const { workoutActivityType, startDate, endDate, sourceName } = element.attributes
  const detail = describeElement(element) ?? createBareObject()
  if (omission !== undefined) detail.omission = omission
  return {
    kind: 'workout',
    activity: workoutActivityType,
    startedAt: startDate,
    endedAt: endDate,
    source: sourceName,
    totals: {},
    series: {},
    route,
    detail,
    ...place,
  }
}
