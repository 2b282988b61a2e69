import type { Day } from './day.ts'
import { watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

const HERTZ = 512
const SECONDS = 30
const EVERY_DAYS = 35

/** A wave of one beat: a bell of this height in microvolts, at this part of the beat and this wide. */
type Wave = readonly [microvolts: number, at: number, width: number]

/** The waves P, Q, R, S and T. */
const beat: readonly Wave[] = [
  [110, 0.2, 0.028],
  [-95, 0.355, 0.01],
  [880, 0.38, 0.013],
  [-190, 0.41, 0.012],
  [230, 0.63, 0.055],
]

/** Half a minute with a finger on the watch, every five weeks and when the fever is highest. */
export function tellElectrocardiograms(day: Day, nowMs: number) {
  const startMs = day.at(20.3)
  const endMs = startMs + SECONDS * 1_000
  const isDue = day.epochDay % EVERY_DAYS === 4 || day.illness === 1
  if (!isDue || endMs > nowMs) return []
  const random = day.random('electrocardiogram')
  const bpm = day.restingHeartRate + 14 + 22 * day.illness
  const isFast = bpm > 100
  return [
    {
      start: day.write(startMs),
      end: day.write(endMs),
      classification: isFast ? 'High Heart Rate' : 'Sinus Rhythm',
      severity: 'Not Applicable',
      averageHeartRate: round(bpm),
      numberOfVoltageMeasurements: HERTZ * SECONDS,
      samplingFrequency: HERTZ,
      voltageMeasurements: drawTrace(day, startMs, bpm, random),
      source: watch,
    },
  ]
}

function drawTrace(day: Day, startMs: number, bpm: number, random: Random) {
  const write = writerOfFractions(day, startMs)
  let beatS = 60 / bpm
  let beganS = -random.between(0, beatS)
  return Array.from({ length: HERTZ * SECONDS }, (_, index) => {
    const second = index / HERTZ
    if (second - beganS >= beatS) {
      beganS += beatS
      // No two beats are equally long.
      beatS = (60 / bpm) * random.around(1, 0.035)
    }
    const part = (second - beganS) / beatS
    const wandering = 18 * Math.sin(second * 1.7) + random.around(0, 7)
    return { date: write(second), voltage: round(voltageAt(part) + wandering, 3), units: 'mcV' }
  })
}

const voltageAt = (part: number): number =>
  beat.reduce(
    (sum, [microvolts, at, width]) => sum + microvolts * Math.exp(-(((part - at) / width) ** 2) / 2),
    0,
  )

/** `2024-02-06 14:30:00.125 -0800`; the day writes each second once. */
function writerOfFractions(day: Day, startMs: number): (second: number) => string {
  const seconds = Array.from({ length: SECONDS }, (_, second) =>
    day.write(startMs + second * 1_000).split(' '),
  )
  return second => {
    const [date, time, offset] = seconds[Math.floor(second)]!
    return `${date} ${time}.${String(Math.floor((second % 1) * 1_000)).padStart(3, '0')} ${offset}`
  }
}
