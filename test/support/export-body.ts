/** One record of a generated export, and where it stands. */
interface Point {
  /** JSON pointer into the body. */
  path: string
  record: Record<string, unknown>
}

export interface ExportBody {
  body: { data: { metrics: { name: string; units: string; data: object[] }[]; workouts: object[] } }
  points: Point[]
}

const START_MS = Date.UTC(2025, 0, 1)

/** As Health Auto Export writes a time: local, with the offset. */
const timeAt = (minute: number) =>
  `${new Date(START_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ')} +0000`

const quantity = (value: (index: number) => number) => (index: number) => ({
  date: timeAt(index),
  qty: value(index),
  source: 'Watch',
})

const metrics: {
  name: string
  units: string
  count: number
  datum(index: number): Record<string, unknown>
}[] = [
  { name: 'step_count', units: 'count', count: 4_000, datum: quantity(index => index % 130) },
  {
    name: 'heart_rate',
    units: 'count/min',
    count: 5_000,
    datum: index => ({ date: timeAt(index), Min: 50, Avg: 60.5 + (index % 40), Max: 120, source: 'Watch' }),
  },
  {
    name: 'blood_pressure',
    units: 'mmHg',
    count: 500,
    datum: index => ({ date: timeAt(index), systolic: 110 + (index % 30), diastolic: 70, source: 'Cuff' }),
  },
  {
    name: 'sleep_analysis',
    units: 'hr',
    count: 1_000,
    datum: index => ({
      startDate: timeAt(index * 30),
      endDate: timeAt(index * 30 + 30),
      value: ['Core', 'Deep', 'REM', 'Awake'][index % 4],
      qty: 0.5,
      source: 'Watch',
    }),
  },
  { name: 'resting_heart_rate', units: 'count/min', count: 500, datum: quantity(index => 50 + (index % 9)) },
  { name: 'weight_body_mass', units: 'kg', count: 500, datum: quantity(index => 70 + (index % 10) / 10) },
  { name: 'active_energy', units: 'kJ', count: 3_000, datum: quantity(index => 1.5 + (index % 20)) },
  {
    name: 'walking_running_distance',
    units: 'km',
    count: 2_500,
    datum: quantity(index => (index % 90) / 1e3),
  },
  { name: 'respiratory_rate', units: 'count/min', count: 500, datum: quantity(index => 12 + (index % 6)) },
  { name: 'blood_oxygen_saturation', units: '%', count: 1_000, datum: quantity(index => 94 + (index % 6)) },
  { name: 'flights_climbed', units: 'count', count: 500, datum: quantity(index => index % 4) },
  {
    name: 'environmental_audio_exposure',
    units: 'dBASPL',
    count: 450,
    datum: quantity(index => 40 + (index % 30)),
  },
  { name: 'moon_phase', units: 'lune', count: 500, datum: quantity(index => (index % 28) / 28) },
]

const workoutCount = 50

const workout = (index: number) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: 'Outdoor Run',
  start: timeAt(index * 1_440),
  end: timeAt(index * 1_440 + 30),
  duration: 1_800,
  distance: { qty: 5, units: 'km' },
  activeEnergyBurned: { qty: 1_200, units: 'kJ' },
  heartRateData: [{ date: timeAt(index * 1_440 + 1), Min: 90, Avg: 120, Max: 150, units: 'bpm' }],
  route: [{ timestamp: timeAt(index * 1_440 + 1), latitude: 52.5, longitude: 13.4, altitude: 34 }],
})

/** 20,000 points in the shape of Health Auto Export: 13 metrics, one of them unknown to everybody, and workouts. */
export function buildExport(): ExportBody {
  const points: Point[] = []
  const keep = (path: string, record: Record<string, unknown>) => {
    points.push({ path, record })
    return record
  }
  const data = {
    metrics: metrics.map(({ name, units, count, datum }, position) => ({
      name,
      units,
      data: Array.from({ length: count }, (_, index) =>
        keep(`/data/metrics/${position}/data/${index}`, datum(index)),
      ),
    })),
    workouts: Array.from({ length: workoutCount }, (_, index) =>
      keep(`/data/workouts/${index}`, workout(index)),
    ),
  }
  return { body: { data }, points }
}

/** Breaks each hundredth point in place, by its time and by its value in turn. @returns where, in the order of the body */
export function breakEveryHundredth({ points }: ExportBody): string[] {
  const broken = points.filter((_, index) => index % 100 === 50)
  for (const [index, { record }] of broken.entries()) {
    const keys = index % 2 === 0 ? ['date', 'startDate', 'start'] : ['qty', 'Avg', 'systolic', 'name']
    // A segment of sleep says its `qty` only for information: what it measures is the stage.
    const key = 'startDate' in record && index % 2 ? 'value' : keys.find(candidate => candidate in record)!
    record[key] = key === 'name' ? null : '2024-02-30 25:00:00 +0000'
  }
  return broken.map(({ path }) => path)
}
