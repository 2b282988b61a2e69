import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Series, Workout } from '../api/workouts.ts'
import { useSession } from '../frame/session.ts'
import { sayStopwatch } from '../words/durations.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayNumber } from '../words/numbers.ts'
import { convert, heightUnit } from '../words/units.ts'
import { rateOf } from './activities.ts'
import { sayRate, secondsOf } from './quantities.ts'
import type { TrackPoint } from './route/read-track.ts'
import {
  averageWithin,
  climbWithin,
  distanceSeries,
  progressOfSeries,
  type Split,
  splitLength,
  splitsOf,
} from './splits.ts'

/** The parts of the way, by the positions of the route, else by the series of its distance; nothing where there is neither. */
export function SplitsCard({
  workout,
  track,
  series,
}: {
  workout: Workout
  track: readonly TrackPoint[]
  series: readonly Series[]
}): JSX.Element | null {
  const { units } = useSession().session.user
  const rate = rateOf(workout.activity, units)
  const height = heightUnit(units)
  const measured = track.length > 1 ? undefined : distanceSeries(series)
  const rows = useMemo(() => {
    const progress = measured ? progressOfSeries(measured, Date.parse(workout.ended_at)) : track
    const every = splitLength(progress.at(-1)?.gone ?? 0, rate.metres)
    const beats = beatsOf(series)
    return splitsOf(progress, every).map(split => ({
      split,
      isWhole: split.metres === every,
      bpm: averageWithin(beats, split.from, split.to),
      climb: climbWithin(track, split.from, split.to),
    }))
  }, [measured, track, series, workout, rate])
  if (rows.length === 0) return null

  const fastest = Math.max(...rows.map(({ split }) => speedOf(split)))
  const hasHeart = rows.some(({ bpm }) => bpm !== undefined)
  const hasClimb = rows.some(({ climb }) => climb !== undefined)
  const first = rows[0]!.split.metres
  const times = Math.round(first / rate.metres)
  const total = rows.reduce((sum, { split }) => sum + split.seconds, 0)
  const paused = total - secondsOf(workout)
  return (
    <section class="card splits-card" aria-labelledby="workout-splits">
      <h2 id="workout-splits">Splits</h2>
      {/* It is scrolled by keyboard too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached */}
      <section class="table-frame" aria-label="Table of splits" tabIndex={0}>
        <table class="splits">
          <thead>
            <tr>
              <th scope="col">{rate.distance}</th>
              <th scope="col" class="end">
                Time
              </th>
              <th scope="col">{`${rate.kind === 'pace' ? 'Pace' : 'Speed,'} ${rate.sign}`}</th>
              {hasHeart && (
                <th scope="col" class="end">
                  bpm
                </th>
              )}
              {hasClimb && (
                <th scope="col" class="end">
                  Climb, {height.sign}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ split, isWhole, bpm, climb }) => (
              <tr key={split.number}>
                <th scope="row">
                  {isWhole
                    ? sayNumber(split.number * Math.max(1, times))
                    : `+ ${sayNumber(split.metres / rate.metres, 2)}`}
                </th>
                <td class="end">{sayStopwatch(split.seconds)}</td>
                <td>
                  <span class="split-rate">
                    <span class="split-number">{saySplitRate(split, rate)}</span>
                    <span
                      class="split-bar"
                      aria-hidden="true"
                      style={{ width: `${(speedOf(split) / fastest) * 3}rem` }}
                    />
                  </span>
                </td>
                {hasHeart && <td class="end">{bpm === undefined ? '–' : sayNumber(bpm)}</td>}
                {hasClimb && (
                  <td class="end">{climb === undefined ? '–' : sayChange(convert(climb, height))}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="small">
        {measured
          ? `By the distance that was measured (${nameMetric(measured.name, undefined)}).`
          : 'By the positions of the route; the distance above may be measured otherwise.'}
        {paused > 30 && ' Pauses are in the times.'}
      </p>
    </section>
  )
}

const speedOf = ({ metres, seconds }: Split): number => (seconds > 0 ? metres / seconds : 0)

const saySplitRate = (split: Split, rate: ReturnType<typeof rateOf>): string =>
  sayRate(split.metres, split.seconds, rate)?.number ?? '–'

/** With its sign, a true minus. */
const sayChange = (change: number): string => {
  const whole = Math.round(change)
  return `${whole > 0 ? '+' : whole < 0 ? '−' : ''}${sayNumber(Math.abs(whole))}`
}

const beatsOf = (series: readonly Series[]): { time: number; value: number }[] =>
  (series.find(({ name }) => name === 'heart_rate')?.points ?? []).flatMap(({ recorded_at, value }) =>
    value === null ? [] : [{ time: Date.parse(recorded_at), value }],
  )
