import { composition, HEIGHT_CM, weightOn } from './body-measures.ts'
import type { Day } from './day.ts'
import { kcalOf } from './effort.ts'
import { variability } from './heart.ts'
import { round } from './random.ts'

export type TypedRecord = Record<string, number | string>

const [scale, cuff, ring, mealLog, bikeComputer] = [
  'Body Scale',
  'Blood Pressure Cuff',
  'Ring',
  'Meal Log',
  'Bike Computer',
]

/** What devices tell that are no part of the phone's health data: a program at home posts it, in the typed format. */
export function tellDevices(day: Day, seed: number, nowMs: number): TypedRecord[] {
  const records: TypedRecord[] = []
  /** Records of one moment and source, kept when it is past. */
  const at = (hour: number, source: string) => {
    const ms = day.at(hour)
    const shared = { recorded_at: toRfc3339(day.write(ms)), source }
    const add = (record: TypedRecord) => {
      if (ms <= nowMs) records.push({ ...record, ...shared })
    }
    return {
      add,
      quantity: (metric: string, unit: string, value: number, digits: number) =>
        add({ type: 'Quantity', metric, value: round(value, digits), unit }),
    }
  }
  addWeighing(day, seed, at)
  addPressures(day, at)
  addNightOfRing(day, at)
  addFoodLabels(day, at)
  addRide(day, at)
  return records
}

type At = (
  hour: number,
  source: string,
) => {
  add(record: TypedRecord): void
  quantity(metric: string, unit: string, value: number, digits: number): void
}

/** On most mornings; the tape measure comes out once in two weeks. */
function addWeighing(day: Day, seed: number, at: At): void {
  const random = day.random('scale')
  const hour = day.hourAt(day.wakeMs) + 0.3
  const kg = weightOn(seed, day.epochDay)
  const { quantity } = at(hour, scale)
  const body = composition(random, day.epochDay, kg)
  if (!day.isAbroad && random.chance(0.86)) {
    quantity('body_mass', 'kg', kg, 2)
    quantity('body_mass_index', 'count', body.bodyMassIndex, 1)
    quantity('body_fat_percentage', '%', body.fatPercent, 1)
    quantity('lean_body_mass', 'kg', body.leanKg, 2)
    quantity('muscle_mass', 'kg', body.muscleKg, 2)
    quantity('muscle_percentage', '%', body.musclePercent, 1)
    quantity('bone_mass', 'kg', body.boneKg, 2)
    quantity('body_water_mass', 'kg', body.waterKg, 2)
    quantity('body_water_percentage', '%', body.waterPercent, 1)
    quantity('basal_metabolic_rate', 'kcal/day', body.kcalPerDay, 0)
  }
  if (day.epochDay % 14 === 6) {
    quantity('waist_circumference', 'cm', 78 - 5 * day.fitness + random.around(0, 0.4), 1)
    quantity('height', 'cm', HEIGHT_CM, 0)
  }
}

/** Twice a week in the morning and in the evening. Once a month the cuff sends its two numbers one by one. */
function addPressures(day: Day, at: At): void {
  const random = day.random('pressure')
  if (day.epochDay % 7 !== 1 && day.epochDay % 7 !== 4) return
  for (const hour of [7.6, 20.7]) {
    const systolic = round(
      121 - 7 * day.fitness + 5 * day.illness + (hour > 12 ? 4 : 0) + random.around(0, 4),
    )
    const diastolic = round(systolic * 0.64 + random.around(0, 2.5))
    at(hour, cuff).add({ type: 'BloodPressure', systolic, diastolic })
    if (day.epochDay % 28 !== 8) continue
    at(hour + 0.05, cuff).quantity('blood_pressure_systolic', 'mmHg', systolic + 2, 0)
    at(hour + 0.05, cuff).quantity('blood_pressure_diastolic', 'mmHg', diastolic + 1, 0)
  }
}

function addNightOfRing(day: Day, at: At): void {
  const random = day.random('ring')
  const { quantity } = at(day.hourAt(day.wakeMs), ring)
  quantity(
    'heart_rate_variability_rmssd',
    'ms',
    Math.max(9, variability(day) * 0.82 + random.around(0, 4)),
    1,
  )
  const warmth = 1.2 * day.illness + (day.cycleDay > 15 ? 0.25 : -0.15) + random.around(0, 0.12)
  quantity('skin_temperature_delta', 'delta degC', warmth, 2)
}

/** The log reads labels now and then. */
function addFoodLabels(day: Day, at: At): void {
  if (day.epochDay % 5 !== 2) return
  const random = day.random('labels')
  const { quantity } = at(19.5, mealLog)
  const fat = random.around(76, 9)
  quantity('energy_from_fat', 'kcal', fat * 9, 0)
  quantity('unsaturated_fat', 'g', fat * 0.62, 1)
  quantity('trans_fat', 'g', random.between(0.1, 1.1), 1)
  quantity('folic_acid', 'mcg', random.between(40, 190), 0)
}

/** The bike computer has no words for a sport; nor has it for the energy of a whole day. */
function addRide(day: Day, at: At): void {
  const random = day.random('bike computer')
  const ride = day.workouts.find(({ sport }) => sport === 'cycling')
  if (!ride) return
  const { quantity } = at(day.hourAt(ride.endMs), bikeComputer)
  const kmPerHour = ride.kmPerHour || 26.5
  quantity('distance', 'km', (kmPerHour * ride.minutes) / 60, 2)
  quantity('speed', 'km/hr', kmPerHour, 1)
  quantity('power', 'W', 150 + 30 * day.fitness + random.around(0, 6), 0)
  quantity('elevation_gained', 'm', ride.climb ?? random.between(60, 120), 0)
  quantity('step_cadence', 'count/min', random.around(112, 4), 0)
  quantity('total_energy_burned', 'kcal', kcalOf(ride, 66) + ride.minutes, 0)
}

/** `2026-06-11T07:30:00+02:00` of `2026-06-11 07:30:00 +0200`. */
export const toRfc3339 = (written: string): string =>
  written.replace(/^(\S+) (\S+) ([+-]\d\d)(\d\d)$/, '$1T$2$3:$4')
