import {
  isBareMetric,
  isEnvelope,
  partsOf,
  type RecordArray,
  recordArrays,
  recordHolders,
} from './envelope.ts'
import { readHalves } from './flat-record.ts'
import type { FormatContext } from './format.ts'
import { readKnownEvent, readUnknownEvent } from './health-auto-export/events.ts'
import { groupedSecondsOf } from './health-auto-export/grouping.ts'
import { describeBrokenMetric, isMetric, type Metric, readerOfMetric } from './health-auto-export/metrics.ts'
import { readWorkout } from './health-auto-export/workouts.ts'
import type { Incoming } from './incoming.ts'
import { isJsonObject } from './json-object.ts'
import { pairPressures } from './pressure-pairs.ts'
import { type ReadElement, readEach } from './read-each.ts'
import { isSimpleRecord, mayHoldSimpleRecords, readSimpleRecord } from './simple/record.ts'
import { isTypedMetric, readTypedMetric } from './typed/metrics.ts'
import { isTypedWorkout, readTypedWorkout } from './typed/workouts.ts'

/**
 * Every item of a body in one of the known envelopes. Each element is read by its own shape, so that a body which
 * mixes the typed format with Health Auto Export's loses neither.
 */
export function* readBody(body: unknown, context: FormatContext): Generator<Incoming, void, undefined> {
  const { elements, path, isArray } = partsOf(body)
  for (const [index, part] of elements.entries()) {
    const at = isArray ? `${path}/${index}` : path
    if (!isArray || isEnvelope(part) || isBareMetric(part)) yield* readEnvelope(part, at, context)
    else yield { kind: 'nothing', path, index, countedAs: 'unknown', detail: 'not an envelope' }
  }
}

/** Every item of one envelope, or of a metric that stands alone; `path` is the JSON pointer to it. */
export function* readEnvelope(
  envelope: unknown,
  path: string,
  context: FormatContext,
): Generator<Incoming, void, undefined> {
  if (!isJsonObject(envelope)) return
  const groupedSeconds = groupedSecondsOf(context.aggregation)
  if (isBareMetric(envelope)) {
    yield* readMetric(envelope, path, groupedSeconds)
    return
  }
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
  if (!mayHoldSimpleRecords(key)) return readEvent
  const pressures = pairPressures(() => readHalves(elements))
  return (element, place) =>
    isSimpleRecord(element) ? readSimpleRecord(element, place, pressures) : readEvent(element, place)
}

function readMetrics(array: RecordArray, groupedSeconds: number | undefined): Iterable<Incoming> {
  const { elements, path } = array
  const pressures = pairPressures(() => readHalves(elements))
  // Asked only where it matters: there may be a million elements, and each is parsed for it.
  let hasMetric: boolean | undefined
  const standsBesideMetrics = () => {
    hasMetric ??= elements.some(isMetric)
    return hasMetric
  }
  return readEach(elements, path, (element, place) => {
    if (isMetric(element)) return readMetric(element, `${path}/${place.index}`, groupedSeconds)
    if (isTypedMetric(element)) return readTypedMetric(element, place)
    if (isSimpleRecord(element) && !standsBesideMetrics()) return readSimpleRecord(element, place, pressures)
    return describeBrokenMetric(element, place)
  })
}

/** The data of one metric; `path` is the JSON pointer to it. */
function readMetric(metric: Metric, path: string, groupedSeconds: number | undefined): Iterable<Incoming> {
  return readEach(metric.data ?? [], `${path}/data`, readerOfMetric(metric, groupedSeconds))
}
