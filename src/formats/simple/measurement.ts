import { convertToCanonical } from '../../catalogue/convert-to-canonical.ts'
import { findMetric } from '../../catalogue/index.ts'
import { parseUnit } from '../../catalogue/units.ts'
import { readEpochTime } from '../epoch-time.ts'
import { startKeys } from '../flat-record.ts'
import type { Incoming, IncomingSample, Place } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { shareDetail } from '../share-detail.ts'
import { takeSourceName } from '../source-name.ts'
import { type Fields, takeFields } from '../take-fields.ts'

/** What scales call their figures, where that is no name that the catalogue knows. */
const scaleNames: ReadonlyMap<string, { metric: string; unit?: string }> = new Map([
  ['body_fat', { metric: 'body_fat_percentage' }],
  ['fat', { metric: 'body_fat_percentage' }],
  ['water', { metric: 'body_water_percentage', unit: '%' }],
  ['muscle', { metric: 'muscle_percentage', unit: '%' }],
  ['bone', { metric: 'bone_mass', unit: 'kg' }],
  ['lbm', { metric: 'lean_body_mass' }],
  ['waist', { metric: 'waist_circumference' }],
  ['visceral_fat', { metric: 'visceral_fat', unit: '' }],
  ['systolic', { metric: 'blood_pressure' }],
])

/** These are words of the records themselves, although a metric might have one for a name. */
const reserved: ReadonlySet<string> = new Set([
  ...startKeys,
  'id',
  'name',
  'type',
  'unit',
  'source',
  'device',
])

type Named = { metric: string; unit?: string }

/**
 * Whether a value is one measurement of several figures under their own names, `{date, weight, body_fat, water}`: it
 * has a time and at least one number whose key is a metric.
 */
export function isMeasurement(value: unknown): value is JsonObject {
  if (!isJsonObject(value) || !startKeys.some(key => isText(value[key]) || isNumeric(value[key])))
    return false
  return Object.keys(value).some(key => isNumeric(value[key]) && findFigure(key) !== undefined)
}

/**
 * One item of as many samples as it has figures. openScale adds `values: [{key, name, unit, value}]` with every figure
 * in the unit of its user; there the flat ones say the same again, and 0 where the scale measured nothing.
 */
export function readMeasurement(record: JsonObject, place: Place): Incoming[] {
  const fields = takeFields(record)
  const recordedAt = readEpochTime(fields.take(...startKeys))
  const source = takeSourceName(fields, record)
  const shared = { kind: 'sample', recordedAt, source, countedAs: 'measurement', ...place } as const
  const isOpenScale = record.userId !== undefined && record.username !== undefined
  // `insert` and `update` are the same measurement, and must not differ.
  if (isOpenScale) fields.take('event')
  const listed = isOpenScale ? takeListed(record, fields) : []
  const samples: IncomingSample[] = listed.map(figure => ({ ...shared, ...figure }))
  const seen = new Set(listed.map(({ metric }) => metric))
  const written = Object.keys(record).filter(key => isNumeric(record[key]) && findFigure(key))
  const unitOf = readerOfUnits(record, fields, written)
  for (const key of written) {
    const figure = { ...findFigure(key)!, ...unitOf(key) }
    const value = fields.take(key)
    if (seen.has(figure.metric) || (isOpenScale && Number(value) === 0)) continue
    seen.add(figure.metric)
    if (figure.metric === 'blood_pressure') {
      samples.push({
        ...shared,
        ...figure,
        systolic: fields.take('systolic'),
        diastolic: fields.take('diastolic'),
      })
    } else samples.push({ ...shared, ...figure, value })
  }
  if (samples.length === 0) {
    return [{ kind: 'nothing', countedAs: 'measurement', detail: 'no figure that we know', ...place }]
  }
  const detailOf = shareDetail(fields.rest())
  return samples.map((sample, at) => {
    const detail = detailOf(at === 0)
    return detail ? { ...sample, detail } : sample
  })
}

/**
 * The unit of a figure: what stands under `weight_unit` or `weightUnit`, else the `unit` of the whole measurement if the
 * figure can be in it. A figure that is alone has it in any case, so that a unit which does not fit is judged.
 */
function readerOfUnits(record: JsonObject, fields: Fields, figures: readonly string[]) {
  const shared = record.unit ?? record.units
  const [only, second] = figures
  return (key: string): { unit?: string } => {
    const own = fields.takeText(`${key}_unit`, `${key}Unit`)
    if (typeof own === 'string') return { unit: own }
    if (typeof shared !== 'string' || shared === '') return {}
    const isAlone =
      second === undefined || (only === 'systolic' && figures.length === 2 && second === 'diastolic')
    if (!isAlone && !fits(shared, findFigure(key)!.metric)) return {}
    fields.take('unit', 'units')
    return { unit: shared }
  }
}

function fits(unit: string, metricName: string): boolean {
  const [parsed, metric] = [parseUnit(unit), findMetric(metricName)]
  return parsed !== undefined && metric !== undefined && convertToCanonical(1, parsed, metric) !== undefined
}

/** The figures of openScale's list; what is text stays in the detail. */
function takeListed(record: JsonObject, fields: Fields): (Named & { value: unknown })[] {
  if (!Array.isArray(record.values)) return []
  const listed: (Named & { value: unknown })[] = []
  const others: unknown[] = []
  for (const entry of fields.take('values') as unknown[]) {
    const key = isJsonObject(entry) && typeof entry.key === 'string' ? entry.key.toLowerCase() : undefined
    if (key === undefined || !isJsonObject(entry) || !isNumeric(entry.value)) others.push(entry)
    else {
      const { metric } = findFigure(key) ?? { metric: key }
      listed.push({ metric, value: entry.value, unit: typeof entry.unit === 'string' ? entry.unit : '' })
    }
  }
  if (others.length > 0) fields.keep('values', others)
  return listed
}

function findFigure(key: string): Named | undefined {
  if (reserved.has(key)) return undefined
  const name = scaleNames.get(key)
  if (name) return name
  const metric = findMetric(key)
  return metric && { metric: metric.name }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** A number, or text that is one in some locale; judging reads it. */
function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && /^[+-]?\d{1,30}([.,]\d{1,30})?$/.test(value))
  )
}
