import fc from 'fast-check'

const minute = fc.integer({ min: 0, max: 1 })
/** A time of the same hour, as Health Auto Export writes it. */
export const at = (minutes: number) => `2025-06-01 10:0${minutes}:00 +0200`
export const abroad = (minutes: number) => `2025-06-01 17:0${minutes}:00 +0900`
const time = fc.oneof(minute.map(at), minute.map(abroad))

/** What stands beside a value: keys that come, go and change. */
const extras = fc.record(
  { mealTime: fc.constantFrom('Before', 'After'), note: fc.nat(1) },
  { requiredKeys: [] },
)

/** Least, average and greatest value; one body's contradict those of another. */
const heartRate = fc
  .tuple(
    fc.array(fc.integer({ min: 50, max: 55 }), { minLength: 3, maxLength: 3 }).map(numbers => numbers.sort()),
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    time,
    fc.constantFrom('Watch', 'Strap'),
    extras,
  )
  .map(([[Min, Avg, Max], [min, avg, max], date, source, extra]) => ({
    ...extra,
    date,
    source,
    ...(min && { Min }),
    ...((avg || (!min && !max)) && { Avg }),
    ...(max && { Max }),
  }))
const weight = fc
  .tuple(time, fc.integer({ min: 70, max: 72 }), extras)
  .map(([date, qty, extra]) => ({ ...extra, date, qty, source: 'Scale' }))
const steps = fc.record({
  date: time,
  qty: fc.integer({ min: 1, max: 5 }),
  source: fc.constantFrom('Watch', 'Watch|iPhone'),
})
const insulin = fc.record({
  date: minute.map(at),
  qty: fc.integer({ min: 1, max: 3 }),
  reason: fc.constantFrom('Bolus', 'Basal'),
})
const sleep = fc.oneof(
  fc.record({
    startDate: time,
    endDate: fc.constant(at(9)),
    value: fc.constantFrom('Core', 'Tief'),
    source: fc.constant('Watch'),
  }),
  fc.record(
    {
      date: fc.constant('2025-06-01 00:00:00 +0200'),
      core: fc.nat(2),
      deep: fc.nat(2),
      sleepStart: fc.constantFrom(at(1), at(5)),
      sleepEnd: fc.constantFrom(at(3), at(7)),
    },
    { requiredKeys: ['date', 'core'] },
  ),
)

/** Twins of one workout: two versions with ids of their own, localised names, and fields that complete each other. */
const workout = fc
  .tuple(
    fc.constantFrom('v1', 'v2'),
    fc.constantFrom('Outdoor Run', 'Laufen'),
    fc.integer({ min: 0, max: 2 }),
    fc.array(fc.integer({ min: 90, max: 92 }), { maxLength: 2 }),
    extras,
  )
  .map(([version, name, number, pulse, extra]) => ({
    ...extra,
    id: `${version}-${number % 2}`,
    name,
    start: at(0),
    end: at(9),
    ...(version === 'v1'
      ? { stepCount: { qty: number * 100, units: 'steps' }, distance: { qty: number, units: 'km' } }
      : { duration: 540, distance: { qty: number + 1, units: 'km' } }),
    heartRateData: pulse.map((Avg, index) => ({ date: at(index), Avg, units: 'bpm' })),
  }))
const symptom = fc
  .tuple(fc.constantFrom('Headache', 'Cough'), fc.constantFrom('Mild', 'Severe'), extras)
  .map(([name, severity, extra]) => ({
    ...extra,
    name,
    severity,
    start: at(0),
    end: at(1),
    source: 'Health',
  }))
const mood = fc.record({
  id: fc.constantFrom('m1', 'm2'),
  start: fc.constant(at(0)),
  end: fc.constant(at(0)),
  kind: fc.constant('daily_mood'),
  valence: fc.constantFrom(-0.5, 0.5),
})

/** What Health Auto Export sends, and how the app was told to group. */
export interface Body {
  grouping: string
  data: { metrics: { name: string; units: string; data: unknown[] }[]; [array: string]: unknown[] }
}

const lists = fc.record({
  heart_rate: fc.array(heartRate, { maxLength: 3 }),
  weight_body_mass: fc.array(weight, { maxLength: 2 }),
  step_count: fc.array(steps, { maxLength: 3 }),
  insulin_delivery: fc.array(insulin, { maxLength: 2 }),
  sleep_analysis: fc.array(sleep, { maxLength: 2 }),
})
const units = {
  heart_rate: 'bpm',
  weight_body_mass: 'kg',
  step_count: 'count',
  insulin_delivery: 'IU',
  sleep_analysis: 'hr',
}
const body: fc.Arbitrary<Body> = fc
  .tuple(
    fc.constantFrom('Minutes', 'Days', 'Default'),
    lists,
    fc.array(workout, { maxLength: 2 }),
    fc.array(symptom, { maxLength: 2 }),
    fc.array(mood, { maxLength: 2 }),
  )
  .map(([grouping, data, workouts, symptoms, stateOfMind]) => ({
    grouping,
    data: {
      metrics: Object.entries(data).map(([name, list]) => ({
        name,
        units: units[name as keyof typeof units],
        data: list,
      })),
      workouts,
      symptoms,
      stateOfMind,
    },
  }))

/** Bodies in the order in which they arrive; some of them twice, as a phone does that had no answer. */
export const arrivals: fc.Arbitrary<Body[]> = fc
  .array(fc.tuple(body, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map(bodies => bodies.flatMap(([one, twice]) => (twice ? [one, one] : [one])))
