import { hasEnvelope, isEnvelope, isPart, recordArrays, recordHolders } from '../envelope.ts'
import type { Format, Search } from '../format.ts'
import type { JsonObject } from '../json-object.ts'
import { readBody } from '../read-body.ts'
import { isTypedMetric } from './metrics.ts'
import { isTypedWorkout } from './workouts.ts'

/** Our own tagged format: `{"data": {"metrics": [{"type": "HeartRate", …}], "workouts": [{"workout_type": …}]}}`. */
export const typed: Format = {
  name: 'typed',
  recognises: envelope => isEnvelope(envelope) && isTyped(envelope),
  accepts: (body, isElement) => (isElement ? isPart(body) : hasEnvelope(body)),
  read: readBody,
}

/** Some metric carries a `type`, or there are only workouts and they have our field names. */
function* isTyped(envelope: JsonObject): Search {
  const arrays = recordHolders(envelope, '').flatMap(recordArrays)
  const metrics = arrays.filter(array => array.key === 'metrics' && array.elements.length > 0)
  for (const { elements } of metrics) if (yield* holdsAny(elements, isTypedMetric)) return true
  if (metrics.length > 0) return false
  const workouts = arrays.filter(array => array.key === 'workouts')
  for (const { elements } of workouts) if (yield* holdsAny(elements, isTypedWorkout)) return true
  return false
}

/** Workouts of others may be many and long, and none of them ours. */
function* holdsAny(elements: readonly unknown[], isOurs: (element: unknown) => boolean): Search {
  for (const element of elements) {
    if (isOurs(element)) return true
    yield
  }
  return false
}
