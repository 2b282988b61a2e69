import {
  isCorrectedAt,
  STEP_MS,
  type Stretch,
  scatter,
  type WrittenStretch,
  writeLocalTime,
} from './stretch.ts'

/** What a phone sends beside heart rates: its name there, its unit, and between which values it lies. */
const quantities: readonly (readonly [name: string, unit: string, low: number, high: number])[] = [
  ['step_count', 'count', 1, 120],
  ['active_energy', 'kJ', 0.5, 40],
  ['basal_energy_burned', 'kJ', 3, 9],
  ['walking_running_distance', 'km', 0.01, 0.2],
  ['flights_climbed', 'count', 1, 3],
  ['apple_exercise_time', 'min', 1, 2],
  ['apple_stand_time', 'min', 1, 2],
  ['resting_heart_rate', 'count/min', 48, 60],
  ['heart_rate_variability', 'ms', 20, 90],
  ['respiratory_rate', 'count/min', 11, 18],
  ['blood_oxygen_saturation', '%', 94, 99],
  ['walking_speed', 'km/hr', 3, 6],
  ['walking_step_length', 'cm', 55, 80],
  ['walking_double_support_percentage', '%', 20, 32],
  ['environmental_audio_exposure', 'dBASPL', 40, 85],
  ['physical_effort', 'kcal/hr·kg', 1, 8],
  ['time_in_daylight', 'min', 1, 5],
]
const stages = ['Core', 'Deep', 'REM', 'Awake']
const WORKOUTS = 3
/** The quantities, and heart rate, blood pressure and sleep. */
const METRICS = quantities.length + 3

/**
 * What a phone sends that sends everything: twenty metrics of all kinds, and a few workouts with a series each.
 * @param isCorrected as they are reported later; sleep and workouts stay as they were
 */
export function writeMixed(stretch: Stretch, isCorrected = false): WrittenStretch {
  const dataPerMetric = Math.floor((stretch.recordsPerBody - WORKOUTS) / METRICS)
  const stepMs = Math.floor((stretch.recordsPerBody * STEP_MS) / dataPerMetric / 1000) * 1000
  let changed = 0
  const written = Array.from({ length: stretch.bodies }, (_, body) => {
    const startMs = stretch.startMs + body * stretch.recordsPerBody * STEP_MS
    const writeData = (writeFields: (value: number, correction: number) => object) =>
      Array.from({ length: dataPerMetric }, (_, index) => {
        if (isCorrectedAt(index)) changed++
        const correction = isCorrected && isCorrectedAt(index) ? 0.5 : 0
        const date = writeLocalTime(startMs + index * stepMs)
        return { date, ...writeFields(scatter(index), correction), source: 'Apple Watch of the bench' }
      })
    const metrics = [
      ...quantities.map(([name, units, low, high]) => ({
        name,
        units,
        data: writeData((value, correction) => ({ qty: low + round(value * (high - low)) + correction })),
      })),
      {
        name: 'heart_rate',
        units: 'count/min',
        data: writeData((value, correction) => {
          const bpm = 55 + Math.floor(value * 90) + correction
          return { Min: bpm - 2, Avg: bpm, Max: bpm + 3 }
        }),
      },
      {
        name: 'blood_pressure',
        units: 'mmHg',
        data: writeData((value, correction) => ({
          systolic: 110 + Math.floor(value * 30) + correction,
          diastolic: 70 + Math.floor(value * 15),
        })),
      },
      { name: 'sleep_analysis', units: 'hr', data: writeSleep(startMs, stepMs, dataPerMetric) },
    ]
    const workouts = Array.from({ length: WORKOUTS }, (_, index) => writeWorkout(startMs + index * 7_200_000))
    return Buffer.from(JSON.stringify({ data: { metrics, workouts } }))
  })
  return { bodies: written, records: stretch.bodies * (dataPerMetric * METRICS + WORKOUTS), changed }
}

const round = (value: number): number => Math.round(value * 100) / 100

function writeSleep(startMs: number, stepMs: number, count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    startDate: writeLocalTime(startMs + index * stepMs),
    endDate: writeLocalTime(startMs + (index + 1) * stepMs),
    value: stages[index % stages.length],
    source: 'Apple Watch of the bench',
  }))
}

/** Half an hour of running, with a heart rate each minute. */
function writeWorkout(startMs: number): object {
  return {
    name: 'Running',
    start: writeLocalTime(startMs),
    end: writeLocalTime(startMs + 1_800_000),
    duration: 1800,
    activeEnergyBurned: { qty: 1250, units: 'kJ' },
    distance: { qty: 5.2, units: 'km' },
    heartRateData: Array.from({ length: 30 }, (_, minute) => ({
      date: writeLocalTime(startMs + minute * 60_000),
      Min: 130,
      Avg: 140 + minute,
      Max: 172,
      units: 'bpm',
      source: 'Apple Watch of the bench',
    })),
  }
}
