import { findMetric } from '../catalogue/index.ts'
import { isMetric, type Metric } from './health-auto-export/metrics.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import { escapePointer } from './readable-name.ts'

/** The arrays that the app documents, in both spellings; anything else in an envelope is a record type of the future. */
const knownArrays: ReadonlySet<string> = new Set([
  'metrics',
  'workouts',
  'symptoms',
  'medications',
  'ecg',
  'stateOfMind',
  'state_of_mind',
  'cycleTracking',
  'cycle_tracking',
  'heartRateNotifications',
  'heart_rate_notifications',
])

/** Whether the app documents an array of records under this key. */
export function isKnownArray(key: string): boolean {
  return knownArrays.has(key)
}

/** One array of records in a body. */
export interface RecordArray {
  key: string
  /** JSON pointer to the array. */
  path: string
  elements: readonly unknown[]
}

/** An object that holds arrays of records, and the JSON pointer to it. */
export interface RecordHolder {
  path: string
  object: JsonObject
}

/**
 * Whether the body is `{"data": {…}}`, the bare `{metrics, workouts, symptoms, …}`, both at once, one bare metric
 * `{name, units, data}`, or an array in which at least one element is any of these; the array may be the only thing in
 * `data`. `{"data": {}}`, and likewise null or `[]`, is an empty run of the app and understood.
 */
export function hasEnvelope(body: unknown): boolean {
  const parts = partsOf(body).elements
  // An empty array alone may be a body of anything.
  if (parts.length === 0) return !Array.isArray(body)
  return parts.some(isPart)
}

/** Whether an element of an array of envelopes is one, or a metric that stands alone. */
export function isPart(value: unknown): boolean {
  return isEnvelope(value) || isBareMetric(value)
}

/** The parts of a body, each an envelope or a bare metric if it is anything, and the JSON pointer to their array. */
export function partsOf(body: unknown): { elements: readonly unknown[]; path: string; isArray: boolean } {
  if (Array.isArray(body)) return { elements: body, path: '', isArray: true }
  if (isJsonObject(body) && Object.keys(body).length === 1) {
    if (Array.isArray(body.data)) return { elements: body.data, path: '/data', isArray: true }
    if (body.data === null) return { elements: [], path: '/data', isArray: true }
  }
  return { elements: [body], path: '', isArray: false }
}

/** One metric of Health Auto Export that stands for itself; a name alone is no metric, so it has a unit or one we know. */
export function isBareMetric(value: unknown): value is Metric {
  if (!isMetric(value) || !Array.isArray(value.data)) return false
  return typeof (value.units ?? value.unit) === 'string' || findMetric(value.name) !== undefined
}

/** Whether this one value is an envelope. */
export function isEnvelope(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false
  const beside = contentOf(value)
  const inside = isJsonObject(value.data) ? contentOf(value.data) : 'foreign'
  if (beside === 'broken' || inside === 'broken') return false
  return beside === 'known' || inside !== 'foreign'
}

/** The objects of an envelope that hold arrays: its `data`, and the envelope itself for what stands beside. A metric is none. */
export function recordHolders(envelope: JsonObject, path: string): RecordHolder[] {
  if (isBareMetric(envelope)) return []
  const beside = { path, object: envelope }
  return isJsonObject(envelope.data) ? [{ path: `${path}/data`, object: envelope.data }, beside] : [beside]
}

/** Every array in the holder, known or not, in the order the client wrote them. */
export function recordArrays({ path, object }: RecordHolder): RecordArray[] {
  const arrays: RecordArray[] = []
  for (const key of Object.keys(object)) {
    const elements = object[key]
    if (Array.isArray(elements)) arrays.push({ key, path: `${path}/${escapePointer(key)}`, elements })
  }
  return arrays
}

/**
 * `broken`: a known key holds neither an array nor null, so we would lose what it holds. `future`: only arrays that
 * nobody has documented yet; enough inside `data`, where an automation sends one type alone, and not enough without.
 */
function contentOf(object: JsonObject): 'empty' | 'known' | 'future' | 'broken' | 'foreign' {
  let content: 'empty' | 'known' | 'future' | 'foreign' = 'empty'
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (knownArrays.has(key)) {
      if (value !== null && !Array.isArray(value)) return 'broken'
      content = 'known'
    } else if (Array.isArray(value) && (value.length === 0 || value.some(isJsonObject))) {
      if (content !== 'known') content = 'future'
    } else if (content === 'empty') content = 'foreign'
  }
  return content
}
