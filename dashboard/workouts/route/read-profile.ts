import type { Point } from './project-track.ts'
import type { TrackPoint } from './read-track.ts'

/** Heights along a way. */
export interface Profile {
  lowest: number
  highest: number
  /** Metres of the way on which altitudes are known: to the last of them. */
  length: number
  /** `x` in metres from the start, `y` in metres of altitude, ascending by `x`. */
  points: Point[]
}

/**
 * The mean altitude of each of so many equal pieces of the way; a piece without a position is passed over. Undefined
 * where there are not two altitudes, or nobody moved.
 */
export function readProfile(track: readonly TrackPoint[], pieces: number): Profile | undefined {
  const known = track.flatMap(({ altitude, gone }) => (altitude === undefined ? [] : [{ altitude, gone }]))
  const length = known.at(-1)?.gone ?? 0
  if (known.length < 2 || length <= 0 || pieces < 1) return undefined
  const sums = Array.from({ length: pieces }, () => ({ count: 0, altitude: 0, gone: 0 }))
  for (const { altitude, gone } of known) {
    const sum = sums[Math.min(pieces - 1, Math.floor((gone / length) * pieces))]!
    sum.count++
    sum.altitude += altitude
    sum.gone += gone
  }
  const points = sums
    .filter(({ count }) => count > 0)
    .map(({ count, altitude, gone }) => ({ x: gone / count, y: altitude / count }))
  const heights = points.map(({ y }) => y)
  return { lowest: Math.min(...heights), highest: Math.max(...heights), length, points }
}
