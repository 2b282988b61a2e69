import type { ChartProps } from './chart.tsx'

const DAY_MS = 86_400_000

/** Where each time stands on the axis, in seconds: a bar in the middle of its time, which begins there. */
export function placesOf(props: ChartProps): number[] {
  const half = props.draw === 'bars' ? slotOf(props) / 2 : 0
  return props.times.map(time => (time + half) / 1000)
}

/** What the axis spans, in seconds; of the last bar all, also where its time is not over. */
export function spanOf(props: ChartProps): [from: number, to: number] {
  const { times, draw, from, to } = props
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  if (draw === 'line') {
    // A single point has room around it.
    const air = times.length > 1 ? 0 : DAY_MS / 2
    return [(from ?? first - air) / 1000, (to ?? last + air) / 1000]
  }
  return [(from ?? first) / 1000, Math.max(to ?? 0, last + slotOf(props)) / 1000]
}

/** How long the time of a bar is, in ms: the shortest distance between two, because some may be missing. */
function slotOf({ times, from, to }: ChartProps): number {
  let slot = Number.POSITIVE_INFINITY
  for (let index = 1; index < times.length; index++) {
    slot = Math.min(slot, times[index]! - times[index - 1]!)
  }
  if (Number.isFinite(slot)) return slot
  return from !== undefined && to !== undefined ? to - from : DAY_MS
}
