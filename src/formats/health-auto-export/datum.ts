import type { Incoming, IncomingEvent, IncomingSample, Place } from '../format.ts'
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
    source: header.source,
    path: place.path,
    index: place.index,
  }
  let date: unknown
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
        sample.source = field ?? sample.source
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
  if (sample.recordedAt === undefined) sample.recordedAt = date
  else if (date !== undefined && date !== sample.recordedAt) {
    detail ??= createBareObject()
    detail.date = date
  }
  // Handwashing has a word in `value` beside `qty`; where nothing else is measured, a number there is the value.
  if (!isMeasured && typeof detail?.value === 'number') {
    sample.value = detail.value
    delete detail.value
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
