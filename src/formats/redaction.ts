import { isMetric, metricKeys } from './health-auto-export/metrics.ts'
import type { IncomingRedacted, Place } from './incoming.ts'
import { isJsonObject } from './json-object.ts'
import { escapePointer, readableName } from './readable-name.ts'

/** What stands in a kept body where an item of a type that is switched off stood: `{"redacted_type": "ecg"}`. */
const markKey = 'redacted_type'

/** The item that a mark stands for, or undefined for any other element. A reader asks this of every element first. */
export function readRedacted(element: unknown, place: Place): IncomingRedacted | undefined {
  if (!isMark(element)) return undefined
  return { kind: 'redacted', type: readableName(element[markKey]), path: place.path, index: place.index }
}

/** Whether this is such a mark, and nothing besides. */
export function isMark(element: unknown): element is { [markKey]: string } {
  if (!isJsonObject(element) || Object.keys(element).length > 1) return false
  return typeof element[markKey] === 'string' && element[markKey] !== ''
}

/**
 * Puts marks in the places of the items, in the parsed body itself.
 * @returns false where a place cannot be found: then the body must not be kept
 */
export function redactItems(body: unknown, items: readonly IncomingRedacted[]): boolean {
  const arrays = new Map<string, unknown[] | undefined>()
  const marks = new Map<string, object>()
  for (const { type, path, index, alsoAt = [] } of items) {
    if (!arrays.has(path)) arrays.set(path, openArray(body, path))
    const array = arrays.get(path)
    if (!array || [index, ...alsoAt].some(at => !(at in array))) return false
    const mark = marks.get(type) ?? { [markKey]: type }
    marks.set(type, mark)
    for (const at of alsoAt) array[at] = null
    array[index] = mark
  }
  return true
}

/** An array of envelopes, an envelope, its data, its metrics: nothing that is a metric stands deeper. */
const MAX_DEPTH = 5

/**
 * Takes what an app says of a metric besides its data (an average, say) out of the parsed body: it is of that type as
 * well, also where the metric has no data.
 * @param isDisabled whether the metric of this name is of a type that must not be kept
 * @returns the names of the metrics that said something
 */
export function clearMetrics(
  body: unknown,
  isDisabled: (name: string) => boolean,
  depthLeft: number = MAX_DEPTH,
): string[] {
  if (typeof body !== 'object' || body === null || depthLeft === 0) return []
  if (!isMetric(body))
    return Object.values(body).flatMap(value => clearMetrics(value, isDisabled, depthLeft - 1))
  const extra = Object.keys(body).filter(key => !metricKeys.has(key))
  if (extra.length === 0 || !isDisabled(body.name)) return []
  for (const key of extra) delete (body as unknown as Record<string, unknown>)[key]
  return [body.name]
}

/** The stages of one session of sleep, which says no more of it when they are gone. */
const stagesOfSession = /\/[^/]+\/\d+\/stages$/

/** The array that a JSON pointer of ours names, cleared of what stands around it in a session. */
function openArray(body: unknown, path: string): unknown[] | undefined {
  let value = body
  let holder: unknown
  for (const segment of path.split('/').slice(1)) {
    holder = value
    value = readMember(value, segment)
  }
  if (isJsonObject(holder) && stagesOfSession.test(path)) {
    const session = holder as Record<string, unknown>
    for (const key of Object.keys(session)) if (key !== 'stages' && key !== 'type') delete session[key]
  }
  return Array.isArray(value) ? value : undefined
}

/** A pointer names keys as they can be read; where two keys read alike, nobody can tell which one is meant. */
function readMember(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(segment) ? value[Number(segment)] : undefined
  if (!isJsonObject(value)) return undefined
  const keys = Object.keys(value).filter(key => escapePointer(key) === segment)
  return keys.length === 1 ? value[keys[0]!] : undefined
}
