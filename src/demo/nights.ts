import { HOUR_MS, MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { addHeartRate, variability } from './heart.ts'
import { type MetricsBody, phone, watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

type Stage = 'Core' | 'Deep' | 'REM' | 'Awake'

interface Segment {
  stage: Stage
  startMs: number
  endMs: number
}

/** The night on whose morning a day begins for her. */
export interface Night {
  segments: readonly Segment[]
  startMs: number
  endMs: number
  /** It began late, or she is ill. */
  isPoor: boolean
}

/** Four to six rounds of light, deep and dream sleep: deep first, dreams towards the morning. */
export function planNight(before: Day, day: Day): Night {
  const random = day.random('night')
  const isPoor = before.isLate || day.illness > 0.3
  const segments: Segment[] = []
  let ms = before.asleepMs
  const sleep = (stage: Stage, minutes: number) => {
    const endMs = Math.min(day.wakeMs, ms + Math.round(minutes * 2) * 30_000)
    if (minutes >= 0.5 && endMs > ms) segments.push({ stage, startMs: ms, endMs })
    ms = Math.max(ms, endMs)
  }
  for (let round = 0; ms < day.wakeMs; round++) {
    sleep('Core', random.around(24, 6))
    sleep('Deep', Math.max(0, random.around(34 - 11 * round, 6)) * (isPoor ? 0.55 : 1))
    sleep('Core', random.around(18, 5))
    if (random.chance(isPoor ? 0.75 : 0.35)) sleep('Awake', random.between(1, isPoor ? 16 : 5))
    sleep('REM', Math.max(4, random.around(9 + 7 * round, 4)) * (before.isLate ? 0.7 : 1))
    if (random.chance(isPoor ? 0.5 : 0.2)) sleep('Awake', random.between(1, isPoor ? 9 : 3))
  }
  return { segments, startMs: before.asleepMs, endMs: day.wakeMs, isPoor }
}

/** The stages as the watch saw them, and the time in bed as the phone knows it from its alarm. */
export function addStages(body: MetricsBody, before: Day, day: Day): void {
  const random = day.random('bed')
  const { segments, startMs, endMs } = planNight(before, day)
  const add = (value: string, from: number, to: number, source: string) =>
    body.add('sleep_analysis', 'hr', to, {
      startDate: day.write(from),
      endDate: day.write(to),
      qty: (to - from) / HOUR_MS,
      value,
      source,
    })
  const bed = [startMs - random.whole(5, 22) * MINUTE_MS, endMs + random.whole(1, 12) * MINUTE_MS] as const
  add('In Bed', ...bed, phone)
  for (const segment of segments) add(segment.stage, segment.startMs, segment.endMs, watch)
}

/** The same night as the app sums it up, filed under the day on which she woke. */
export function addNightSummary(body: MetricsBody, before: Day, day: Day): void {
  const { segments, startMs, endMs } = planNight(before, day)
  const hoursOf = (stage: Stage) =>
    segments
      .filter(segment => segment.stage === stage)
      .reduce((sum, segment) => sum + (segment.endMs - segment.startMs) / HOUR_MS, 0)
  const [core, deep, rem, awake] = [hoursOf('Core'), hoursOf('Deep'), hoursOf('REM'), hoursOf('Awake')]
  body.add('sleep_analysis', 'hr', endMs, {
    date: day.write(day.startMs),
    totalSleep: core + deep + rem,
    asleep: 0,
    core,
    deep,
    rem,
    awake,
    inBed: 0,
    sleepStart: day.write(startMs),
    sleepEnd: day.write(endMs),
    source: watch,
  })
}

/** Heart, breath, oxygen and temperature while she sleeps. */
export function addNightVitals(body: MetricsBody, before: Day, day: Day): void {
  const random = day.random('night vitals')
  const night = planNight(before, day)
  const { startMs, endMs } = night
  for (let ms = startMs + 3 * MINUTE_MS; ms < endMs; ms += random.whole(480, 760) * 1_000) {
    addHeartRate(body, day, ms, sleepingHeartRate(before, day, night, ms, random))
  }
  const every = (minutes: number, measure: (ms: number) => void) => {
    for (let ms = startMs + (minutes / 2) * MINUTE_MS; ms < endMs; ms += minutes * MINUTE_MS) {
      measure(Math.round(ms + random.whole(-240, 240) * 1_000))
    }
  }
  const late = before.isLate ? 13 : 0
  every(58, ms => {
    const breaths = 14.1 + 2.2 * day.illness + random.around(0, 0.45)
    body.addReading(day, 'respiratory_rate', 'count/min', ms, round(breaths, 1))
  })
  every(62, ms => {
    const percent = Math.min(100, 96.8 - 1.6 * day.illness + random.around(0, 0.8))
    body.addReading(day, 'blood_oxygen_saturation', '%', ms, round(percent))
  })
  every(115, ms => {
    const beats = Math.max(11, variability(day) * 1.1 - late + random.around(0, 7))
    body.addReading(day, 'heart_rate_variability', 'ms', ms, round(beats, 2))
  })
  const warm = (day.cycleDay > 15 ? 0.32 : 0) + 1.3 * day.illness + (before.isLate ? 0.15 : 0)
  const degrees = round(35.7 + warm + random.around(0, 0.1), 2)
  body.addReading(day, 'apple_sleeping_wrist_temperature', 'degC', endMs, degrees)
  const disturbances = round(Math.max(0, 1.6 + (night.isPoor ? 2.5 : 0) + random.around(0, 0.7)), 2)
  body.addReading(day, 'breathing_disturbances', 'count', endMs, disturbances)
}

/** Below the resting heart rate, lowest before the morning; wine keeps it up for half of the night. */
function sleepingHeartRate(
  before: Day,
  day: Day,
  { segments, startMs, endMs }: Night,
  ms: number,
  random: Random,
) {
  const stage = segments.find(segment => ms >= segment.startMs && ms < segment.endMs)?.stage
  const part = (ms - startMs) / (endMs - startMs)
  const wine = before.isLate ? 10 * (1 - part) : 0
  const ofStage = { Core: -3, Deep: -5, REM: 1, Awake: 9 }[stage ?? 'Core']
  const dip = -2.5 * Math.sin(part * Math.PI)
  return day.restingHeartRate + 2 + ofStage + dip + wine + random.around(0, 1.5)
}
