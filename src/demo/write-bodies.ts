import { weightOn } from './body-measures.ts'
import { dayAt, RUN_DAYS, runNumber, runStart } from './calendar.ts'
import { tellCycle } from './cycle.ts'
import { type Day, Days } from './day.ts'
import { tellElectrocardiograms } from './electrocardiogram.ts'
import { tellMoods, tellSymptoms } from './feelings.ts'
import { addHeart } from './heart.ts'
import { type TypedRecord, tellDevices } from './home-script.ts'
import { addHours } from './hours.ts'
import { addMeals } from './meals.ts'
import { tellMedications } from './medications.ts'
import { MetricsBody } from './metrics-body.ts'
import { makeMistakes } from './mistakes.ts'
import { addMobility } from './mobility.ts'
import { addMovement } from './movement.ts'
import { addNightSummary, addNightVitals, addStages } from './nights.ts'
import { tellNotifications } from './notifications.ts'
import { addOccasions } from './occasions.ts'
import { type Automation, type DemoBody, sendFromApp, sendFromScript } from './sent-body.ts'
import { addSportFigures } from './sport-figures.ts'
import { tellWorkouts } from './workouts.ts'
import { Zone } from './zone.ts'

export interface DemoOptions {
  seed: number
  /** IANA name of where the person lives. */
  timezone: string
  /** The last instant of which anything is known. */
  now: Date
  /** How many days at least, up to today. The first run of the app is a whole one. */
  days: number
}

/**
 * The health data of a person who does not exist, as her phone and the devices at her home would send it every two
 * weeks, the oldest first. The same options give the same bytes, and what is over is the same whenever it is asked for.
 * @throws {RangeError} for a time zone that is none
 */
export function* writeDemoBodies({ seed, timezone, now, days }: DemoOptions): Generator<DemoBody> {
  const nowMs = now.getTime()
  const today = dayAt(nowMs, new Zone(timezone).offsetAt(nowMs))
  const life = new Days({ seed, timezone })
  for (let start = runStart(today - days + 1); start <= today; start += RUN_DAYS) {
    const lived: Day[] = []
    for (let day = start; day < start + RUN_DAYS && day <= today; day++) lived.push(life.day(day))
    yield* writeRun(lived, { seed, nowMs, life })
  }
}

function* writeRun(
  days: readonly Day[],
  { seed, nowMs, life }: { seed: number; nowMs: number; life: Days },
): Generator<DemoBody> {
  const run = runNumber(days[0]!.epochDay)
  const weight = (day: Day) => weightOn(seed, day.epochDay)

  const metrics: Partial<Record<Automation, (body: MetricsBody, day: Day, before: Day) => void>> = {
    'Health Metrics': addReadings,
    'By the hour': (body, day) => addHours(body, day, weight(day)),
    Nights: (body, day, before) => addNightSummary(body, before, day),
  }
  for (const [automation, add] of Object.entries(metrics)) {
    const body = new MetricsBody(nowMs)
    for (const day of days) add(body, day, life.day(day.epochDay - 1))
    if (!body.isEmpty) yield sendFromApp(seed, automation as Automation, run, body.toJson())
  }

  const records: Partial<Record<Automation, readonly [key: string, tell: (day: Day) => unknown[]]>> = {
    Workouts: ['workouts', day => tellWorkouts(day, nowMs, weight(day))],
    Symptoms: ['symptoms', day => tellSymptoms(day, nowMs)],
    'State of Mind': ['stateOfMind', day => tellMoods(day, nowMs)],
    Medications: ['medications', day => tellMedications(day, nowMs)],
    'Cycle Tracking': ['cycleTracking', day => tellCycle(day, nowMs)],
    ECG: ['ecg', day => tellElectrocardiograms(day, nowMs)],
    'Heart Rate Notifications': ['heartRateNotifications', day => tellNotifications(day, nowMs)],
  }
  for (const [automation, [key, tell]] of Object.entries(records)) {
    const told = days.flatMap(tell)
    if (told.length > 0) yield sendFromApp(seed, automation as Automation, run, { data: { [key]: told } })
  }

  const devices: TypedRecord[] = days.flatMap(day => tellDevices(day, seed, nowMs))
  if (devices.length > 0) yield sendFromScript({ data: { metrics: devices } })
  const middle = days[RUN_DAYS / 2]
  const isOver = days.length === RUN_DAYS && days.at(-1)!.endMs <= nowMs
  if (middle && middle.endMs <= nowMs) yield* makeMistakes(middle, { seed, run, devices, isOver })
}

/** Everything of a day that is not summed up. */
function addReadings(body: MetricsBody, day: Day, before: Day): void {
  addNightVitals(body, before, day)
  addHeart(body, day)
  addMovement(body, day)
  addStages(body, before, day)
  addMeals(body, day)
  addMobility(body, day)
  addSportFigures(body, day)
  addOccasions(body, day)
}
