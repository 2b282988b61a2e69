import { parseUnit } from '../catalogue/units.ts'
import type { IncomingSeriesPoint, IncomingWorkout } from '../formats/format.ts'
import { FieldReader } from './field-reader.ts'
import type { KindRow, Omission } from './judgement.ts'
import { readPoints } from './points.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import { workoutIdentity } from './workout-identity.ts'

const MAX_NAME_LENGTH = 100
const MAX_UNIT_LENGTH = 50

export const workoutSeries: StorageKind = {
  table: 'workout_series',
  identity: [...workoutIdentity, { name: 'name', type: 'text' }],
  fields: [
    { name: 'unit', type: 'text', merge: 'latest' },
    { name: 'recorded_at', type: 'timestamptz[]', merge: 'latest' },
    { name: 'value', type: 'double precision[]', merge: 'latest' },
    { name: 'min', type: 'double precision[]', merge: 'latest' },
    { name: 'max', type: 'double precision[]', merge: 'latest' },
  ],
  richest: true,
  partitioned: false,
}

/** A row of columns for each series that has points, in the unit of its first point. */
export function judgeSeries(
  identity: Row,
  series: IncomingWorkout['series'],
  omissions: Omission[],
): KindRow[] {
  return Object.entries(series).flatMap(([written, points]) => {
    const read = new FieldReader(Number.POSITIVE_INFINITY)
    const name = read.text('the name of a series', written, MAX_NAME_LENGTH)
    const unit = readUnit(read, points[0]?.unit)
    if (name === null) read.reject('missing_field', 'the series has no name')
    if (read.rejection || name === null) {
      omissions.push({ at: '', ...read.rejection!, detail: `series left out: ${read.rejection!.detail}` })
      return []
    }
    const columns = readPoints(`/${name}`, points, omissions, (reader, point) =>
      readPoint(reader, point, points[0]!.unit),
    )
    return columns
      ? [{ kind: workoutSeries, row: { ...identity, name, unit, ...(columns as Record<string, Value>) } }]
      : []
  })
}

function readPoint(read: FieldReader, point: IncomingSeriesPoint, unit: unknown) {
  if (point.unit !== unit) read.reject('unknown_unit', 'the unit changes within the series')
  const values = {
    value: read.number('value', point.value ?? point.avg),
    min: read.number('min', point.min),
    max: read.number('max', point.max),
  }
  if (values.value === null && values.min === null && values.max === null) {
    read.reject('missing_field', 'value is missing')
  }
  return values
}

/** In our spelling where we know the unit, else as it came. */
function readUnit(read: FieldReader, written: unknown): string {
  const text = read.text('the unit of a series', written, MAX_UNIT_LENGTH) ?? ''
  return parseUnit(text) ?? text
}
