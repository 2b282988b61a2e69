import { dateOf } from '../words/dates.ts'
import type { ChartProps } from './chart.tsx'

const DAY_MS = 86_400_000

/** Where each time stands on the axis, in seconds: a bar in the middle of its time, which begins there. */
export function placesOf(props: ChartProps): number[] {
  const half = props.draw === 'bars' ? slotOf(props) / 2 : 0
  return props.times.map(time => (time + half) / 1000)
}

/**
 * Where the axis says its times, in seconds: under bars, as many as there is room for, or under the first of each month
 * where bars are weeks, because a week is no even part of one.
 * @param most of them
 */
export function barSplits(props: ChartProps, most: number): number[] {
  const { times, timezone } = props
  const monthOf = (index: number) => dateOf(times[index]!, timezone).slice(0, 7)
  const areWeeks = slotOf(props) > 5 * DAY_MS && slotOf(props) < 9 * DAY_MS
  const all = placesOf(props)
  const shown =
    areWeeks && all.length > most
      ? all.filter((_, index) => index === 0 || monthOf(index) !== monthOf(index - 1))
      : all
  const every = Math.max(1, Math.ceil(shown.length / Math.max(1, most)))
  return shown.filter((_, index) => index % every === 0)
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const incrementsWithinDay = [1, 5, 10, 30, ...[1, 5, 10, 15, 30].map(minutes => minutes * MINUTE)].concat(
  [1, 2, 3, 4, 6, 8, 12].map(hours => hours * HOUR),
)
/** As uPlot knows them, to which thirty days are a month. */
const increments = [1, 2, 3, 4, 5, 7, 10, 15, 30, 60, 90, 120, 180, 365, 730, 1825, 3650].map(
  days => days * DAY,
)

/** How far apart the times of an axis may be, in seconds: where each point is a day or more, no hours. */
export const incrementsOf = (props: ChartProps): number[] =>
  slotOf(props) >= 0.8 * DAY_MS ? increments : [...incrementsWithinDay, ...increments]

/** The times that begin at places, in seconds. */
export const timesAt = (props: ChartProps, places: readonly number[]): number[] => {
  const half = props.draw === 'bars' ? slotOf(props) / 2000 : 0
  return places.map(place => place - half)
}

/** What the axis spans, in seconds; of the last bar all, also where its time is not over. */
export function axisEnds(props: ChartProps): [from: number, to: number] {
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
