import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Series } from '../api/workouts.ts'
import { Chart } from '../chart/chart.tsx'
import { ChartNumbers } from '../chart/chart-numbers.tsx'
import { changeQuery } from '../frame/location.ts'
import { Segmented } from '../frame/segmented.tsx'
import { useSession } from '../frame/session.ts'
import { sayClock } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayNumber } from '../words/numbers.ts'
import { convert, type ShownUnit, unitOf } from '../words/units.ts'

/** Rates of the heart, whose unit people call beats per minute. */
const isHeart = (name: string): boolean => name === 'heart_rate' || name === 'heart_rate_recovery'

const nameSeries = (name: string): string =>
  name === 'heart_rate_recovery' ? 'Recovery' : nameMetric(name, undefined)

/** What was measured during a workout as curves, one at a time; the heart rate first. @param chosen of the address */
export function SeriesCard({
  series,
  chosen,
  timezone,
}: {
  series: readonly Series[]
  chosen: string | null
  /** Of the place where it was. */
  timezone: string
}): JSX.Element | null {
  const { units } = useSession().session.user
  const usable = useMemo(
    () =>
      series
        .filter(({ points }) => points.some(point => middleOf(point) !== undefined))
        .sort((a, b) => Number(b.name === 'heart_rate') - Number(a.name === 'heart_rate')),
    [series],
  )
  const one = usable.find(({ name }) => name === chosen) ?? usable[0]
  const unit = one && unitOf({ metric: isHeart(one.name) ? 'heart_rate' : one.name, unit: one.unit }, units)
  const points = useMemo(() => (one && unit ? readPoints(one, unit) : []), [one, unit])
  const drawn = useMemo(() => drawnSeries(one ? nameSeries(one.name) : '', points), [one, points])
  if (!one || !unit) return null
  const values = points.map(({ value }) => value)
  const [average, highest] = [
    values.reduce((sum, value) => sum + value, 0) / values.length,
    values.reduce((a, b) => Math.max(a, b)),
  ]
  const name = nameSeries(one.name)
  return (
    <section class="card" aria-labelledby="workout-series">
      <div class="series-head">
        <h2 id="workout-series">{name}</h2>
        {usable.length > 1 && (
          <Segmented
            label="What is shown"
            options={usable.map(({ name }) => ({ value: name, label: nameSeries(name) }))}
            value={one.name}
            onChange={name => changeQuery({ series: name === usable[0]?.name ? undefined : name })}
          />
        )}
      </div>
      <Chart
        summary={`${name} during the workout: ${sayNumber(average, unit.digits)} ${unit.name} on average, ${sayNumber(highest, unit.digits)} at the highest`}
        times={drawn.times}
        series={drawn.series}
        draw="line"
        unit={unit.sign}
        digits={unit.digits}
        timezone={timezone}
        height={240}
        sayTime={time => sayClock(time, timezone)}
      />
      <ChartNumbers
        caption={`${name} during the workout`}
        columns={[
          { head: 'Time', cell: ({ time }) => sayClock(time, timezone) },
          {
            head: `${name}${unit.sign === '' ? '' : `, ${unit.sign}`}`,
            cell: ({ value }) => sayNumber(value, unit.digits),
            isNumber: true,
          },
          {
            head: 'Lowest',
            cell: ({ low }) => (low === null ? '–' : sayNumber(low, unit.digits)),
            isNumber: true,
          },
          {
            head: 'Highest',
            cell: ({ high }) => (high === null ? '–' : sayNumber(high, unit.digits)),
            isNumber: true,
          },
        ]}
        rows={points}
      />
    </section>
  )
}

/** The value; of a client that tells only edges, between them. */
const middleOf = ({ value, min, max }: Series['points'][number]): number | undefined => {
  if (value !== null) return value
  const edges = [min, max].filter(edge => typeof edge === 'number')
  return edges.length === 0 ? undefined : edges.reduce((sum, edge) => sum + edge, 0) / edges.length
}

interface ShownPoint {
  time: number
  value: number
  low: number | null
  high: number | null
}

const readPoints = ({ points }: Series, unit: ShownUnit): ShownPoint[] => {
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? null : convert(value, unit)
  return points
    .flatMap(point => {
      const middle = middleOf(point)
      return middle === undefined
        ? []
        : [
            {
              time: Date.parse(point.recorded_at),
              value: convert(middle, unit),
              low: shown(point.min),
              high: shown(point.max),
            },
          ]
    })
    .sort((a, b) => a.time - b.time)
}

/** With a band where at least one point has edges. */
function drawnSeries(label: string, points: readonly ShownPoint[]) {
  const hasBand = points.some(({ low, high }) => low !== null && high !== null)
  return {
    times: points.map(({ time }) => time),
    series: [
      {
        label,
        values: points.map(({ value }) => value),
        ...(hasBand && {
          low: points.map(({ low, value }) => low ?? value),
          high: points.map(({ high, value }) => high ?? value),
        }),
      },
    ],
  }
}
