import type { Point } from './project-track.ts'

/**
 * A line of fewer points of which none that is left out lies further beside it than the tolerance (Douglas and Peucker), so
 * that an hour of a point a second is drawn by some hundred and looks the same.
 * @param tolerance in pixels
 */
export function thinLine(points: readonly Point[], tolerance = 0.5): Point[] {
  if (points.length < 3) return [...points]
  const kept = new Uint8Array(points.length)
  kept[0] = kept[points.length - 1] = 1
  // Not by recursion: a line may have more points than there is room on the stack.
  const open: [from: number, to: number][] = [[0, points.length - 1]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let furthest = tolerance
    let at: number | undefined
    for (let index = from + 1; index < to; index++) {
      const distance = distanceBeside(points[index]!, points[from]!, points[to]!)
      if (distance > furthest) [furthest, at] = [distance, index]
    }
    if (at === undefined) continue
    kept[at] = 1
    open.push([from, at], [at, to])
  }
  return points.filter((_, index) => kept[index] === 1)
}

/** To the nearest point of the piece from a to b, also where it turns back on itself. */
function distanceBeside({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length))
  return Math.hypot(x - a.x - part * dx, y - a.y - part * dy)
}

/** As the `d` of an SVG path; of a single point a dot. */
export const linePath = (points: readonly Point[]): string =>
  points.length === 1 ? `M${write(points[0]!)}h0` : `M${points.map(write).join('L')}`

const write = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`
