import { findMetric } from '../../catalogue/index.ts'
import type { Incoming, IncomingNothing, Place } from '../incoming.ts'
import { isJsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { readDatum } from './datum.ts'
import { readSexualActivity } from './sexual-activity.ts'
import { readSleep } from './sleep.ts'

/** `{"name": "step_count", "units": "count", "data": [datum, …]}` */
export interface Metric {
  name: string
  units?: unknown
  unit?: unknown
  source?: unknown
  data?: readonly unknown[] | null
}

/** What a metric consists of; an element with anything else and without data is none. */
export const metricKeys: ReadonlySet<string> = new Set(['name', 'units', 'unit', 'source', 'data'])

/** Whether an element of `metrics` is one of the app's. Its `data` may be null, or absent where there is nothing else. */
export function isMetric(element: unknown): element is Metric {
  if (!isJsonObject(element) || typeof element.name !== 'string' || element.name === '') return false
  if (element.data === undefined) return Object.keys(element).every(key => metricKeys.has(key))
  return element.data === null || Array.isArray(element.data)
}

/** For an element of `metrics` that is neither the app's nor ours. */
export function describeBrokenMetric(element: unknown, place: Place): IncomingNothing {
  if (!isJsonObject(element)) {
    return { kind: 'nothing', countedAs: 'unknown', detail: 'not an object', ...place }
  }
  if (typeof element.name !== 'string' || element.name === '') {
    return { kind: 'nothing', countedAs: 'unknown', detail: 'a metric without a name', ...place }
  }
  return {
    kind: 'nothing',
    countedAs: readableName(element.name),
    detail: 'a metric without an array of data',
    ...place,
  }
}

/** The reader for the data of one metric: by name where a metric has shapes of its own, by shape for all others. */
export function readerOfMetric(metric: Metric, groupedSeconds: number | undefined) {
  const header = {
    name: metric.name,
    unit: metric.units ?? metric.unit ?? undefined,
    source: metric.source ?? undefined,
    groupedSeconds,
  }
  const read = readersByName.get(findMetric(metric.name)?.name ?? '') ?? readDatum
  return (datum: unknown, place: Place): Incoming =>
    isJsonObject(datum)
      ? read(datum, header, place)
      : { kind: 'nothing', countedAs: readableName(header.name), detail: 'not an object', ...place }
}

const readersByName = new Map([
  ['sleep_analysis', readSleep],
  ['sexual_activity', readSexualActivity],
])
