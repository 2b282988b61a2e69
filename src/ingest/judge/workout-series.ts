import type { IncomingSeriesPoint, IncomingWorkout } from '../../formats/incoming.ts'
import { escapePointer } from '../../formats/readable-name.ts'
import { FieldReader } from './field-reader.ts'
import type { KindRow, Omission } from './judgement.ts'
import { readPoints } from './points.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import { normaliseSource } from './text.ts'
import { workoutIdentity } from './workout-identity.ts'
import { chooseSeriesUnit, type SeriesUnit } from './workout-series-unit.ts'

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
    { name: 'source', type: 'text', merge: 'latest' },
  ],
  richest: true,
  partitioned: false,
}

/** A row of columns for each series that has points, in one unit, and all sources of its points as one. */
export function judgeSeries(
  identity: Row,
  { series, seriesPlaces }: IncomingWorkout,
  omissions: Omission[],
): KindRow[] {
  return Object.entries(series).flatMap(([written, points]) => {
    const read = new FieldReader(Number.POSITIVE_INFINITY)
    const name = read.text('the name of a series', written, MAX_NAME_LENGTH)
    const writtenUnit = points.find(({ unit }) => unit !== undefined && unit !== '')?.unit
    const unitText = read.text('the unit of a series', writtenUnit, MAX_UNIT_LENGTH) ?? ''
    if (name === null) read.reject('missing_field', 'the series has no name')
    if (read.rejection || name === null) {
      const at = seriesPlaces?.[written]?.[0]?.at ?? ''
      omissions.push({ at, ...read.rejection!, detail: `series left out: ${read.rejection!.detail}` })
      return []
    }
    const unit = chooseSeriesUnit(name, unitText)
    const sources = new Set<string>()
    const places = seriesPlaces?.[written] ?? [{ at: `/${escapePointer(name)}`, length: points.length }]
    const columns = readPoints({ places, points }, ['value', 'min', 'max'], omissions, (reader, point) =>
      readPoint(reader, point, unit, sources),
    )
    if (!columns) return []
    const source = normaliseSource([...sources].join('|')) || null
    const row = { ...identity, name, unit: unit.unit, source, ...columns }
    return [{ kind: workoutSeries, row }]
  })
}

function readPoint(
  read: FieldReader,
  point: IncomingSeriesPoint,
  unit: SeriesUnit,
  sources: Set<string>,
): (number | null)[] {
  const convert = (field: string, written: unknown) => {
    const value = read.number(field, written)
    const converted = value === null ? null : unit.convert(value, point.unit)
    if (converted === undefined) {
      read.reject('unknown_unit', 'the unit changes within the series to one that does not convert')
      return null
    }
    if (converted !== null && !Number.isFinite(converted)) {
      read.reject('out_of_range', `${field} is too large for its unit`)
    }
    return converted
  }
  const values = [
    convert('value', point.value ?? point.avg),
    convert('min', point.min),
    convert('max', point.max),
  ]
  if (values.every(value => value === null)) {
    read.reject('missing_field', 'value is missing')
  }
  const source = read.source(point.source)
  if (source !== '' && !read.rejection) sources.add(source)
  return values
}
