import { MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { phone } from './metrics-body.ts'
import { type Random, round } from './random.ts'

type Words = readonly [string, ...string[]]

const pleasant: Words = ['Content', 'Grateful', 'Calm', 'Proud', 'Happy', 'Excited', 'Relieved']
const unpleasant: Words = ['Stressed', 'Drained', 'Irritated', 'Worried', 'Sad']
const workLife: Words = ['Work', 'Tasks', 'Money']
const otherLife: Words = ['Family', 'Friends', 'Fitness', 'Hobbies', 'Weather']

/** How she feels: of the whole day on most evenings, and at a moment now and then. */
export function tellMoods(day: Day, nowMs: number) {
  const random = day.random('mood')
  const trained = day.workouts.length > 0 ? 0.16 : 0
  const mood =
    0.18 +
    trained +
    (day.isAbroad ? 0.3 : 0) -
    0.75 * day.illness -
    (day.cycleDay > 24 ? 0.18 : 0) +
    random.around(0, 0.24)
  const moods = [
    { kind: 'daily_mood', hour: 21.4, told: random.chance(0.8), valence: mood },
    {
      kind: 'momentary_emotion',
      hour: 15.2,
      told: random.chance(0.34),
      valence: mood + random.around(0, 0.3),
    },
  ]
  return moods.flatMap(({ kind, hour, told, valence: wanted }) => {
    const ms = day.at(hour) + random.whole(0, 40) * MINUTE_MS
    const valence = round(Math.max(-1, Math.min(1, wanted)), 2)
    const id = random.uuid().toUpperCase()
    const labels = [random.pick(valence > 0 ? pleasant : unpleasant)]
    const associations = [random.pick(day.isWorkday && valence < 0.2 ? workLife : otherLife)]
    if (!told || ms > nowMs) return []
    const time = writeUtc(ms)
    return [
      {
        id,
        start: time,
        end: time,
        kind,
        labels,
        associations,
        valence,
        valenceClassification: classify(valence),
      },
    ]
  })
}

function classify(valence: number): string {
  const words = [
    'very_unpleasant',
    'unpleasant',
    'slightly_unpleasant',
    'neutral',
    'slightly_pleasant',
    'pleasant',
    'very_pleasant',
  ]
  return words[Math.min(6, Math.floor(((valence + 1) / 2) * 7))]!
}

/** What hurts: a cold or the flu, the first days of the cycle, and a headache that comes by itself. */
export function tellSymptoms(day: Day, nowMs: number) {
  const random = day.random('symptoms')
  const symptoms: { name: string; strength: number }[] = []
  if (day.illness > 0) {
    for (const name of ['Fatigue', 'Coughing', 'Sore Throat', 'Runny Nose']) {
      symptoms.push({ name, strength: day.illness * random.between(0.7, 1.2) })
    }
    if (day.illness > 0.5)
      symptoms.push({ name: 'Fever', strength: day.illness }, { name: 'Chills', strength: 0.5 })
  }
  if (day.cycleDay <= 2) symptoms.push({ name: 'Abdominal Cramps', strength: random.between(0.2, 0.8) })
  if (random.chance(day.isLate ? 0.2 : 0.06))
    symptoms.push({ name: 'Headache', strength: random.between(0.1, 0.8) })
  return symptoms.flatMap(({ name, strength }) => tellSymptom(day, nowMs, { name, strength }, random))
}

function tellSymptom(
  day: Day,
  nowMs: number,
  { name, strength }: { name: string; strength: number },
  random: Random,
) {
  const startMs = Math.max(day.wakeMs, day.at(random.between(8, 14)))
  const endMs = startMs + random.whole(60, 400) * MINUTE_MS
  if (endMs > nowMs) return []
  const severity = strength > 0.65 ? 'Severe' : strength > 0.35 ? 'Moderate' : 'Mild'
  const [start, end] = [day.write(startMs), day.write(endMs)]
  return [{ name, severity, start, end, userEntered: true, source: phone }]
}

/** `2026-05-05T02:35:56Z`, as the app writes the times of moods and notifications. */
export const writeUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
