import { hasEnvelope, isEnvelope, recordArrays, recordHolders } from '../envelope.ts'
import type { Format } from '../format.ts'
import type { JsonObject } from '../json-object.ts'
import { readBody } from '../read-body.ts'
import { isTypedMetric } from './metrics.ts'
import { isTypedWorkout } from './workouts.ts'

/** Our own tagged format: `{"data": {"metrics": [{"type": "HeartRate", …}], "workouts": [{"workout_type": …}]}}`. */
export const typed: Format = {
  name: 'typed',
  recognises: body => (Array.isArray(body) ? body : [body]).some(part => isEnvelope(part) && isTyped(part)),
  accepts: hasEnvelope,
  read: readBody,
}

/** Some metric carries a `type`, or there are only workouts and they have our field names. */
function isTyped(envelope: JsonObject): boolean {
  const arrays = recordHolders(envelope, '').flatMap(recordArrays)
  const metrics = arrays.filter(array => array.key === 'metrics' && array.elements.length > 0)
  if (metrics.length > 0) return metrics.some(array => array.elements.some(isTypedMetric))
  return arrays.some(array => array.key === 'workouts' && array.elements.some(isTypedWorkout))
}
