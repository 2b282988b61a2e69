import type { Series } from '../api/workouts.ts'
import type { TrackPoint } from './route/read-track.ts'

/** How far somebody was at a time. */
export interface Progress {
  /** In ms since 1970. */
  time: number
  /** Metres since the start, never less than before. */
  gone: number
}

export interface Split {
  /** From 1. */
  number: number
  metres: number
  /** By the clock, with what pauses there were. */
  seconds: number
  from: number
  to: number
}

/**
 * The times for each part of a way, by where somebody was when: between two known places as if at one speed. The last is
 * what is left over, unless that is less than a hundredth.
 * @param every metres
 */
export function splitsOf(progress: readonly Progress[], every: number): Split[] {
  const [first, last] = [progress[0], progress.at(-1)]
  if (!first || !last || last.gone <= 0) return []
  const splits: Split[] = []
  let from = first.time
  const end = (metres: number, to: number) => {
    splits.push({ number: splits.length + 1, metres, seconds: (to - from) / 1000, from, to })
    from = to
  }
  for (let index = 1; index < progress.length; index++) {
    const [before, after] = [progress[index - 1]!, progress[index]!]
    for (let mark = (splits.length + 1) * every; mark <= after.gone; mark += every) {
      const part = (mark - before.gone) / (after.gone - before.gone)
      end(every, before.time + part * (after.time - before.time))
    }
  }
  const rest = last.gone - splits.length * every
  if (rest > every / 100) end(rest, last.time)
  return splits
}

/** How long the parts are, so that there are not more of them than one reads: one, five, ten or fifty times the unit. */
export function splitLength(metres: number, unit: number, most = 30): number {
  return unit * ([1, 5, 10, 50, 100].find(times => metres / (unit * times) <= most) ?? 500)
}

/** Series that say how far one came since the point before, in the order of preference. */
const distances = [
  'walking_running_distance',
  'cycling_distance',
  'swimming_distance',
  'wheelchair_distance',
  'distance_rowing',
  'distance_paddle_sports',
  'distance_cross_country_skiing',
  'distance_downhill_snow_sports',
  'distance_skating_sports',
  'distance',
]

/** The first of a workout's series that is a distance. */
export const distanceSeries = (series: readonly Series[]): Series | undefined =>
  distances.flatMap(name => series.find(one => one.name === name && one.unit === 'm') ?? [])[0]

/**
 * Of a series of metres, each from the time of its point to that of the next.
 * @param endMs when the workout ended, and with it the last point
 */
export function progressOfSeries({ points }: Series, endMs: number): Progress[] {
  const known = points
    .flatMap(({ recorded_at, value }) => (value === null ? [] : [{ time: Date.parse(recorded_at), value }]))
    .sort((a, b) => a.time - b.time)
  const [first] = known
  if (!first) return []
  const progress: Progress[] = [{ time: first.time, gone: 0 }]
  let gone = 0
  for (const [index, { time, value }] of known.entries()) {
    gone += Math.max(0, value)
    progress.push({ time: Math.max(time, known[index + 1]?.time ?? endMs), gone })
  }
  return progress
}

/** The mean of what was measured in a time; undefined where nothing was. */
export function averageWithin(
  points: readonly { time: number; value: number }[],
  from: number,
  to: number,
): number | undefined {
  const within = points.filter(({ time }) => time >= from && time < to)
  return within.length === 0 ? undefined : within.reduce((sum, { value }) => sum + value, 0) / within.length
}

/** How much higher the end of a split is than its beginning, in metres; undefined where no altitude is known of that time. */
export function climbWithin(track: readonly TrackPoint[], from: number, to: number): number | undefined {
  const known = track.flatMap(({ altitude, time }) => (altitude === undefined ? [] : [{ altitude, time }]))
  const [low, high] = [altitudeAt(known, from), altitudeAt(known, to)]
  return low === undefined || high === undefined ? undefined : high - low
}

/** Between two positions as if on one slope. */
function altitudeAt(known: readonly { altitude: number; time: number }[], at: number): number | undefined {
  const index = known.findIndex(({ time }) => time >= at)
  const [before, after] = [known[index - 1], known[index]]
  if (!after) return undefined
  if (!before) return after.time === at ? after.altitude : undefined
  const part = (at - before.time) / (after.time - before.time)
  return before.altitude + part * (after.altitude - before.altitude)
}
