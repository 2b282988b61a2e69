import type { Incoming, IncomingEvent, IncomingSample, Place } from '../incoming.ts'
import { createBareObject, type JsonObject } from '../json-object.ts'

/** What all data of one metric share. */
export interface MetricHeader {
  name: string
  unit: unknown
  /** Of a client that names the source once for all data. */
  source?: unknown
  groupedSeconds: number | undefined
}

/**
 * `{date, qty, source}`, `{date, Min, Avg, Max, source}`, `{date, systolic, diastolic}` and any mixture of them.
 * One pass over the keys and one object per datum, because a body may hold a million of them.
 */
export function readDatum(datum: JsonObject, header: MetricHeader, place: Place): Incoming {
  const sample: IncomingSample = {
    kind: 'sample',
    metric: header.name,
    recordedAt: undefined,
    endedAt: undefined,
    value: undefined,
    min: undefined,
    avg: undefined,
    max: undefined,
    systolic: undefined,
    diastolic: undefined,
    unit: header.unit,
    source: undefined,
    path: place.path,
    index: place.index,
  }
  let date: unknown
  let source: unknown
  let sources: unknown
  // A key counts although it holds null: `{"qty": null}` is a sample without a value, and no unknown shape.
  let isMeasured = false
  let detail: Record<string, unknown> | undefined
  for (const key in datum) {
    const field = datum[key] ?? undefined
    switch (key) {
      case 'date':
        date = field
        break
      case 'source':
        source = field
        break
      case 'sources':
        sources = field
        break
      case 'qty':
        sample.value = field
        isMeasured = true
        break
      case 'Min':
      case 'min':
      case 'MIN':
        sample.min ??= field
        isMeasured = true
        break
      case 'Avg':
      case 'avg':
      case 'AVG':
        sample.avg ??= field
        isMeasured = true
        break
      case 'Max':
      case 'max':
      case 'MAX':
        sample.max ??= field
        isMeasured = true
        break
      case 'systolic':
        sample.systolic = field
        isMeasured = true
        break
      case 'diastolic':
        sample.diastolic = field
        isMeasured = true
        break
      case 'start':
      case 'startDate':
        sample.recordedAt ??= field
        break
      case 'end':
      case 'endDate':
        sample.endedAt ??= field
        break
      case 'units':
      case 'unit':
        sample.unit = field ?? sample.unit
        break
      default:
        if (field !== undefined) {
          detail ??= createBareObject()
          detail[key] = field
        }
    }
  }
  const joined = joinSources(sources)
  if (sources !== undefined && (source !== undefined || joined === undefined)) {
    detail ??= createBareObject()
    detail.sources = sources
  }
  sample.source = source ?? joined ?? header.source
  if (sample.recordedAt === undefined) sample.recordedAt = date
  else if (date !== undefined && date !== sample.recordedAt) {
    detail ??= createBareObject()
    detail.date = date
  }
  // Handwashing has a word in `value` beside `qty`; where nothing else is measured, a number there is the value.
  const key = isMeasured ? undefined : otherValueKeys.find(key => isNumeric(detail?.[key]))
  if (detail && key !== undefined) {
    sample.value = detail[key]
    delete detail[key]
    isMeasured = true
  }
  if (!isMeasured) return describeUnknownShape(sample, detail)
  if (sample.value === 0 || sample.min === 0 || sample.avg === 0 || sample.max === 0)
    sample.zeroIsUnknown = true
  if (sample.endedAt === undefined && header.groupedSeconds !== undefined) {
    sample.groupedSeconds = header.groupedSeconds
  }
  if (detail !== undefined && Object.keys(detail).length > 0) sample.detail = detail
  return sample
}

/** Where clients that imitate the app put the one number of a datum. */
const otherValueKeys = ['value', 'count', 'quantity', 'bpm']

/** Whether a value is a number, also one in quotes with a point or a comma. */
function isNumeric(value: unknown): boolean {
  if (typeof value === 'number') return true
  return typeof value === 'string' && value.length <= 40 && /^\s*[+-]?\d+([.,]\d+)?\s*$/.test(value)
}

/** `["Watch", "iPhone"]` as the app's own `Watch|iPhone`; undefined for what is no list of names. */
export function joinSources(sources: unknown): string | undefined {
  if (!Array.isArray(sources) || sources.length === 0) return undefined
  return sources.every(name => typeof name === 'string' && name !== '') ? sources.join('|') : undefined
}

/** A datum with no value that we know is kept whole, as an event. */
function describeUnknownShape(
  sample: IncomingSample,
  rest: Record<string, unknown> | undefined,
): IncomingEvent {
  const detail = rest ?? createBareObject<unknown>()
  if (sample.unit !== undefined) detail.units = sample.unit
  return {
    kind: 'event',
    type: sample.metric,
    startedAt: sample.recordedAt,
    endedAt: sample.endedAt,
    source: sample.source,
    unknownType: true,
    detail,
    path: sample.path,
    index: sample.index,
  }
}
