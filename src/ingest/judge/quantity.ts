import { findMetric } from '../../catalogue/index.ts'
import type { Metric } from '../../catalogue/metric.ts'
import type { IncomingSample } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'
import { holdTo, notAbove } from './float-noise.ts'
import type { Judgement } from './judgement.ts'
import {
  companionFields,
  knownNumbers,
  type Numbers,
  originFields,
  readSample,
  sampleIdentity,
  sourceField,
} from './sample.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'

const MAX_NAME_LENGTH = 100
const MAX_UNIT_LENGTH = 50
const MAX_QUALIFIER_LENGTH = 100

export const quantity: StorageKind = {
  table: 'quantity_metrics',
  identity: [{ name: 'metric', type: 'text' }, ...sampleIdentity, { name: 'qualifier', type: 'text' }],
  fields: [
    { ...sourceField, follows: 'value' },
    { name: 'value', type: 'double precision', merge: 'latest', grows: isGroupedSum },
    { name: 'min', type: 'double precision', merge: 'latest' },
    { name: 'max', type: 'double precision', merge: 'latest' },
    { name: 'unit', type: 'text', merge: 'latest' },
    ...companionFields,
    ...originFields,
  ],
  ascending: [['min', 'max']],
  rolledUp: {
    metric: row => row.metric as string,
    unit: row => row.unit as string,
    numbers: [{ component: '', columns: ['value', 'min', 'max'] }],
  },
  partitioned: true,
}

/**
 * Whether a row is a sum that the client grouped. It only grows while its hour or day goes on, and "since last sync"
 * sends a part of a day again later: the smaller number is the partial one.
 */
export function isGroupedSum(row: Row): boolean {
  return row.grouped === true && findMetric(row.metric as string)?.aggregationStyle === 'cumulative'
}

/** A number of a metric that the catalogue knows, in its canonical unit. */
export function judgeQuantity(read: FieldReader, incoming: IncomingSample, metric: Metric): Judgement {
  const number = (field: string, written: unknown) => read.quantity(field, written, incoming.unit, metric)
  const row = readQuantity(read, incoming, knownNumbers(incoming, metric), number)
  row.metric = metric.name
  row.unit = metric.unit
  if (metric.qualifier !== undefined) row.qualifier = readQualifier(read, incoming, metric.qualifier)
  return read.judge(metric.name, () => ({ rows: [{ kind: quantity, row }] }))
}

/** A number of a metric that the catalogue does not know: kept under its own name, in its own unit. */
export function judgeUncatalogued(read: FieldReader, incoming: IncomingSample): Judgement {
  const name = read.text('metric', incoming.metric, MAX_NAME_LENGTH)
  if (name === null) read.reject('missing_field', 'the metric has no name')
  const row = readQuantity(read, incoming, incoming, (field, written) => read.number(field, written))
  const unit = read.text('unit', incoming.unit, MAX_UNIT_LENGTH) ?? ''
  row.metric = name
  row.unit = unit
  // Nobody knows how its units convert: 5 mg and 3 kg are no two figures of one sample.
  row.qualifier = unit
  return read.judge(name ?? 'unknown', () => ({ rows: [{ kind: quantity, row }], uncatalogued: name! }))
}

/** All columns but those of the metric itself, which a judge adds to this very object (see readSample). */
function readQuantity(
  read: FieldReader,
  incoming: IncomingSample,
  numbers: Numbers,
  number: (field: string, written: unknown) => number | null,
): Record<string, Value> {
  const row = readSample(read, incoming)
  const value = number('value', numbers.value ?? numbers.avg)
  const least = number('min', numbers.min)
  const max = number('max', numbers.max)
  const min = holdTo(notAbove, least, max)
  if (value === null && min === null && max === null) read.reject('missing_field', 'value is missing')
  if (min !== null && max !== null && min > max) read.reject('wrong_order', 'min is above max')
  row.qualifier = ''
  row.value = value
  row.min = min
  row.max = max
  return row
}

/** `Unspecified` is what clients write for a qualifier that nobody gave. */
function readQualifier(read: FieldReader, { detail }: IncomingSample, key: string): string {
  const text = read.text(key, detail?.[key], MAX_QUALIFIER_LENGTH)
  return text === null || text === 'Unspecified' ? '' : text
}
