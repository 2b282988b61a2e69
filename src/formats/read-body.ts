import { isEnvelope, recordArrays, recordHolders } from './envelope.ts'
import type { FormatContext, Incoming, Place } from './format.ts'
import { readKnownEvent, readUnknownEvent } from './health-auto-export/events.ts'
import { groupedSecondsOf } from './health-auto-export/grouping.ts'
import { describeBrokenMetric, isMetric, readerOfMetric } from './health-auto-export/metrics.ts'
import { readWorkout } from './health-auto-export/workouts.ts'
import { isJsonObject } from './json-object.ts'
import { readRedacted } from './redaction.ts'
import { isTypedMetric, readTypedMetric } from './typed/metrics.ts'
import { isTypedWorkout, readTypedWorkout } from './typed/workouts.ts'

type ReadElement = (element: unknown, place: Place) => Incoming | Incoming[]

/**
 * Every item of a body in one of the known envelopes. Each element is read by its own shape, so that a body which
 * mixes the typed format with Health Auto Export's loses neither.
 */
export function* readBody(body: unknown, context: FormatContext): Generator<Incoming, void, undefined> {
  const groupedSeconds = groupedSecondsOf(context.aggregation)
  if (!Array.isArray(body)) {
    yield* readEnvelope(body, '', groupedSeconds)
    return
  }
  for (const [index, envelope] of body.entries()) {
    if (isEnvelope(envelope)) yield* readEnvelope(envelope, `/${index}`, groupedSeconds)
    else yield { kind: 'nothing', path: '', index, countedAs: 'unknown', detail: 'not an envelope' }
  }
}

function* readEnvelope(envelope: unknown, path: string, groupedSeconds: number | undefined) {
  if (!isJsonObject(envelope)) return
  for (const holder of recordHolders(envelope, path)) {
    for (const array of recordArrays(holder)) {
      if (array.key === 'metrics') yield* readMetrics(array.elements, array.path, groupedSeconds)
      else yield* readEach(array.elements, array.path, readerOfArray(array.key))
    }
  }
}

function readerOfArray(key: string): ReadElement {
  if (key === 'workouts') {
    return (element, place) =>
      isTypedWorkout(element) ? readTypedWorkout(element, place) : readWorkout(element, place)
  }
  return readKnownEvent(key) ?? readUnknownEvent(key)
}

function* readMetrics(elements: readonly unknown[], path: string, groupedSeconds: number | undefined) {
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index]
    const redacted = readRedacted(element, { path, index })
    if (redacted) yield redacted
    else if (isMetric(element)) {
      if (element.data) {
        yield* readEach(element.data, `${path}/${index}/data`, readerOfMetric(element, groupedSeconds))
      }
    } else if (isTypedMetric(element)) yield* readTypedMetric(element, { path, index })
    else yield describeBrokenMetric(element, { path, index })
  }
}

function* readEach(elements: readonly unknown[], path: string, read: ReadElement) {
  for (let index = 0; index < elements.length; index++) {
    const place = { path, index }
    const records = readRedacted(elements[index], place) ?? read(elements[index], place)
    if (Array.isArray(records)) yield* records
    else yield records
  }
}
