import { convert, parseUnit, type Unit } from '../../catalogue/units.ts'
import type { IncomingQuantity, IncomingWorkout, WorkoutTotal } from '../../formats/incoming.ts'
import { FieldReader } from './field-reader.ts'
import type { Omission } from './judgement.ts'
import type { Field } from './storage-kind.ts'
import { findMeantUnit } from './workout-quirks.ts'

interface TotalColumn {
  column: string
  unit: Unit
  range: readonly [number, number]
  /** Some clients write 0 for a total that they did not measure and that cannot be 0. */
  zeroIsUnknown?: true
}

const any = [0, Number.MAX_VALUE] as const
const bpm = { unit: 'count/min', range: [20, 300], zeroIsUnknown: true } as const

/** The totals that tell what a workout was: one that is impossible rejects it, but see `lenientTotals`. */
const mainTotals = {
  duration: { column: 'duration_s', unit: 's', range: any },
  totalEnergy: { column: 'total_energy_kcal', unit: 'kcal', range: any },
  activeEnergy: { column: 'active_energy_kcal', unit: 'kcal', range: any },
  distance: { column: 'distance_meters', unit: 'm', range: any },
  minHeartRate: { column: 'min_heart_rate', ...bpm },
  avgHeartRate: { column: 'avg_heart_rate', ...bpm },
  maxHeartRate: { column: 'max_heart_rate', ...bpm },
  elevationUp: { column: 'elevation_up_meters', unit: 'm', range: any },
  elevationDown: { column: 'elevation_down_meters', unit: 'm', range: any },
  stepCount: { column: 'step_count', unit: 'count', range: any },
  flightsClimbed: { column: 'flights_climbed', unit: 'count', range: any },
  swimmingStrokeCount: { column: 'swimming_stroke_count', unit: 'count', range: any },
} as const satisfies Partial<Record<WorkoutTotal, TotalColumn>>

/** The totals that go with it: one that is impossible stays in the detail as it was written, and costs nothing else. */
const sideTotals: Record<Exclude<WorkoutTotal, keyof typeof mainTotals>, TotalColumn> = {
  avgSpeed: { column: 'avg_speed_m_per_s', unit: 'm/s', range: [0, 100] },
  maxSpeed: { column: 'max_speed_m_per_s', unit: 'm/s', range: [0, 100] },
  lapLength: { column: 'lap_length_meters', unit: 'm', range: [1, 100_000], zeroIsUnknown: true },
  stepCadence: { column: 'step_cadence', unit: 'count/min', range: [0, 500] },
  swimCadence: { column: 'swim_cadence', unit: 'count/min', range: [0, 300] },
  intensity: { column: 'intensity_kcal_per_hr_kg', unit: 'kcal/hr·kg', range: [0, 100] },
  temperature: { column: 'temperature_deg_c', unit: 'degC', range: [-90, 100] },
  humidity: { column: 'humidity_percent', unit: '%', range: [0, 100] },
  swolfScore: { column: 'swolf_score', unit: 'count', range: [0, 10_000] },
}

/** What tells the size of a workout, and so is believed of nobody where it is impossible. */
const strictTotals: ReadonlySet<string> = new Set<WorkoutTotal>([
  'duration',
  'totalEnergy',
  'activeEnergy',
  'distance',
])

const totalColumns: Record<WorkoutTotal, TotalColumn> = { ...mainTotals, ...sideTotals }

export const mainTotalFields: Field[] = Object.values(mainTotals).map(toField)
export const sideTotalFields: Field[] = Object.values(sideTotals).map(toField)

/**
 * The totals of a workout in the units of their columns, all columns present, and `detail`: what does not convert, what
 * is impossible, and what was written before a wrong unit was corrected. Of a client whose totals are lenient a heart
 * rate, a height or a count that is impossible is omitted and named, and does not cost a workout with its route.
 */
export function readTotals(
  read: FieldReader,
  { totals, zeroIsUnknown, lenientTotals }: IncomingWorkout,
  seconds: number,
  activity: string,
): {
  columns: Record<string, number | null>
  detail: Record<string, IncomingQuantity>
  omissions: Omission[]
} {
  const omissions: Omission[] = []
  const columns: Record<string, number | null> = {}
  const detail: Record<string, IncomingQuantity> = {}
  for (const { column } of Object.values(totalColumns)) columns[column] = null
  for (const [name, written] of Object.entries(totals) as [WorkoutTotal, IncomingQuantity][]) {
    const total = totalColumns[name]
    const value = new FieldReader(0).number(name, written.value)
    if (value === 0 && (zeroIsUnknown || total.zeroIsUnknown)) continue
    const meantUnit = findMeantUnit(name, value, written.unit, seconds, activity)
    const unit = meantUnit ?? written.unit
    if (meantUnit !== undefined) detail[name] = written
    if (!converts(unit, total.unit)) {
      detail[name] = written
      continue
    }
    const isMain = name in mainTotals
    const reader = isMain && !(lenientTotals && !strictTotals.has(name)) ? read : new FieldReader(0)
    const converted = reader.quantity(total.column, written.value, unit, total)
    if (reader === read || !reader.rejection) {
      columns[total.column] = converted
      continue
    }
    detail[name] = written
    const { code, detail: reason } = reader.rejection
    if (isMain) omissions.push({ at: '', code, detail: `figure left in the detail: ${reason}` })
  }
  return { columns, detail, omissions }
}

/** The written duration in microseconds; null where there is none that we can read, or none that is a workout's. */
export function readDurationUs({ totals: { duration } }: IncomingWorkout): number | null {
  if (!duration) return null
  const read = new FieldReader(0)
  const seconds = read.quantity('duration', duration.value, duration.unit, {
    unit: 's',
    range: [0, MAX_SECONDS],
  })
  return read.rejection || !seconds ? null : Math.round(seconds * 1_000_000)
}

/** Longer than any race of days. */
const MAX_SECONDS = 30 * 86_400

function toField({ column }: TotalColumn): Field {
  return { name: column, type: 'double precision', merge: 'latest' }
}

function converts(written: unknown, unit: Unit): boolean {
  if (written === undefined || written === null || written === '') return true
  const from = typeof written === 'string' ? parseUnit(written) : undefined
  return from !== undefined && convert(1, from, unit) !== undefined
}
