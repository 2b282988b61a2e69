import { isEnvelope, type RecordArray, recordArrays, recordHolders } from './envelope.ts'
import { readHalf } from './flat-record.ts'
import type { FormatContext, Incoming } from './format.ts'
import { readKnownEvent, readUnknownEvent } from './health-auto-export/events.ts'
import { groupedSecondsOf } from './health-auto-export/grouping.ts'
import { describeBrokenMetric, isMetric, readerOfMetric } from './health-auto-export/metrics.ts'
import { readWorkout } from './health-auto-export/workouts.ts'
import { isJsonObject } from './json-object.ts'
import { pairPressures } from './pressure-pairs.ts'
import { type ReadElement, readEach } from './read-each.ts'
import { holdsSimpleRecords, isSimpleRecord, readSimpleRecord } from './simple/record.ts'
import { isTypedMetric, readTypedMetric } from './typed/metrics.ts'
import { isTypedWorkout, readTypedWorkout } from './typed/workouts.ts'

/**
 * Every item of a body in one of the known envelopes. Each element is read by its own shape, so that a body which
 * mixes the typed format with Health Auto Export's loses neither.
 */
export function* readBody(body: unknown, context: FormatContext): Generator<Incoming, void, undefined> {
  if (!Array.isArray(body)) {
    yield* readEnvelope(body, '', context)
    return
  }
  for (const [index, envelope] of body.entries()) {
    if (isEnvelope(envelope)) yield* readEnvelope(envelope, `/${index}`, context)
    else yield { kind: 'nothing', path: '', index, countedAs: 'unknown', detail: 'not an envelope' }
  }
}

/** Every item of one envelope; `path` is the JSON pointer to it. */
export function* readEnvelope(
  envelope: unknown,
  path: string,
  context: FormatContext,
): Generator<Incoming, void, undefined> {
  if (!isJsonObject(envelope)) return
  const groupedSeconds = groupedSecondsOf(context.aggregation)
  for (const holder of recordHolders(envelope, path)) {
    for (const array of recordArrays(holder)) {
      if (array.key === 'metrics') yield* readMetrics(array, groupedSeconds)
      else yield* readEach(array.elements, array.path, readerOfArray(array))
    }
  }
}

function readerOfArray(array: RecordArray): ReadElement {
  const { key, elements } = array
  if (key === 'workouts') {
    return (element, place) =>
      isTypedWorkout(element) ? readTypedWorkout(element, place) : readWorkout(element, place)
  }
  const readEvent = readKnownEvent(key) ?? readUnknownEvent(key)
  if (!holdsSimpleRecords(array)) return readEvent
  const pressures = pairPressures(elements.flatMap(element => readHalf(element) ?? []))
  return (element, place) =>
    isSimpleRecord(element) ? readSimpleRecord(element, place, pressures) : readEvent(element, place)
}

function readMetrics(array: RecordArray, groupedSeconds: number | undefined): Iterable<Incoming> {
  const { elements, path } = array
  const mayBeSimple = holdsSimpleRecords(array)
  const pressures = pairPressures(mayBeSimple ? elements.flatMap(element => readHalf(element) ?? []) : [])
  return readEach(elements, path, (element, place) => {
    if (isMetric(element)) {
      const data = `${path}/${place.index}/data`
      return readEach(element.data ?? [], data, readerOfMetric(element, groupedSeconds))
    }
    if (isTypedMetric(element)) return readTypedMetric(element, place)
    if (mayBeSimple && isSimpleRecord(element)) return readSimpleRecord(element, place, pressures)
    return describeBrokenMetric(element, place)
  })
}
