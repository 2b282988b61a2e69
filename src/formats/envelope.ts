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
 * Whether the body is `{"data": {…}}`, the bare `{metrics, workouts, symptoms, …}`, both at once, or an array in which
 * at least one element is such an envelope. `{"data": {}}` is an empty run of the app and understood.
 */
export function hasEnvelope(body: unknown): boolean {
  return Array.isArray(body) ? body.some(isEnvelope) : isEnvelope(body)
}

/** Whether this one value is an envelope. */
export function isEnvelope(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false
  const beside = contentOf(value)
  const inside = isJsonObject(value.data) ? contentOf(value.data) : 'foreign'
  if (beside === 'broken' || inside === 'broken') return false
  return beside === 'known' || inside !== 'foreign'
}

/** The objects of an envelope that hold arrays: its `data`, and the envelope itself for what stands beside. */
export function recordHolders(envelope: JsonObject, path: string): RecordHolder[] {
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
