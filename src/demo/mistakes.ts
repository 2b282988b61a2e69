import { HOUR_MS } from './calendar.ts'
import type { Day } from './day.ts'
import type { TypedRecord } from './home-script.ts'
import { phone, watch } from './metrics-body.ts'
import { type DemoBody, sendFromApp, sendFromScript } from './sent-body.ts'

/**
 * What goes wrong in the life of real clients, so that the ledger has something to explain: with each run records
 * that are rejected, each for another reason; and in turns a body cut off in the middle, one without a single good
 * record and a run without data, or the same bytes once more and a correction.
 * @param day one of the middle of a run
 * @param devices what the program at home sent of the same days
 * @param isOver whether it will not send more of them: only then it is told what it corrects
 */
export function* makeMistakes(
  day: Day,
  {
    seed,
    run,
    devices,
    isOver,
  }: { seed: number; run: number; devices: readonly TypedRecord[]; isOver: boolean },
): Generator<DemoBody> {
  const again = run + 0.5
  yield sendFromApp(seed, 'Health Metrics', again, oddReadings(day))
  if (run % 2 === 0) {
    yield sendFromApp(seed, 'By the hour', again, { data: { metrics: [] } })
    yield sendFromApp(seed, 'Workouts', again, { data: { workouts: [endsBeforeStart(day)] } })
    const whole = sendFromApp(seed, 'Symptoms', again, oddReadings(day))
    yield { ...whole, sent: whole.sent.subarray(0, whole.sent.length * 0.6) }
  } else if (isOver) {
    yield sendFromScript({ data: { metrics: devices } })
    const weighing = devices.findLast(({ metric }) => metric === 'body_mass')
    if (weighing) yield sendFromScript({ data: { metrics: [withoutBag(weighing)] } })
  }
}

/** She held her bag: the scale corrects it later. */
const withoutBag = (weighing: TypedRecord): TypedRecord => ({
  ...weighing,
  value: Math.round((Number(weighing.value) - 0.9) * 100) / 100,
})

/** Each of another kind of wrong but the first three: a good one, and two that the catalogue does not know. */
function oddReadings(day: Day) {
  const [noon, later] = [day.at(12), day.at(12.25)]
  const [date, source] = [day.write(noon), phone]
  const metric = (name: string, units: string, ...data: Record<string, unknown>[]) => ({ name, units, data })
  return {
    data: {
      metrics: [
        metric('mindful_minutes', 'min', { date, qty: 5, source }),
        metric('screen_time', 'min', { date, qty: 143, source }),
        metric('sunlight_mood_index', 'points', { date, qty: 7.5, source }),
        metric('heart_rate', 'count/min', { date, qty: 612, source: watch }),
        metric('weight_body_mass', 'bananas', { date, qty: 540, source }),
        metric('blood_oxygen_saturation', '%', { date, qty: null, source: watch }),
        metric('resting_heart_rate', 'count/min', { date: 'yesterday evening', qty: 58, source: watch }),
        metric('step_count', 'count', { date, qty: 'many', source }),
        metric('flights_climbed', 'count', { start: day.write(later), end: date, qty: 4, source }),
        metric('environmental_audio_exposure', 'dBASPL', { date, Min: 71, Avg: 64, Max: 60, source: watch }),
        metric('sleep_analysis', 'hr', {
          startDate: date,
          endDate: day.write(later),
          qty: 0.25,
          value: 'Dozing',
          source: watch,
        }),
      ],
    },
  }
}

const endsBeforeStart = (day: Day) => ({
  name: 'Outdoor Walk',
  start: day.write(day.at(18)),
  end: day.write(day.at(18) - HOUR_MS),
  duration: 3_600,
})
