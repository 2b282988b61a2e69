import { parseUnit } from '../catalogue/units.ts'
import type { IncomingSeriesPoint, IncomingWorkout } from '../formats/format.ts'
import type { KindRow, Omission } from './judgement.ts'
import { readPoints } from './points.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import { workoutIdentity } from './workout-identity.ts'

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
  partitioned: false,
}

/** A row of columns for each series that has points, in the unit of its first point. */
export function judgeSeries(
  identity: Row,
  series: IncomingWorkout['series'],
  omissions: Omission[],
): KindRow[] {
  return Object.entries(series).flatMap(([name, points]) => {
    const unit = unitOf(points)
    const columns = readPoints(`/${name}`, points, omissions, (read, point) => {
      if (point.unit !== points[0]!.unit) read.reject('unknown_unit', 'the unit changes within the series')
      const values = {
        value: read.number('value', point.value ?? point.avg),
        min: read.number('min', point.min),
        max: read.number('max', point.max),
      }
      if (values.value === null && values.min === null && values.max === null) {
        read.reject('missing_field', 'value is missing')
      }
      return values
    })
    return columns
      ? [{ kind: workoutSeries, row: { ...identity, name, unit, ...(columns as Record<string, Value>) } }]
      : []
  })
}

function unitOf(points: readonly IncomingSeriesPoint[]): string {
  const written = points[0]?.unit
  return typeof written === 'string' ? (parseUnit(written) ?? written.slice(0, MAX_UNIT_LENGTH)) : ''
}
