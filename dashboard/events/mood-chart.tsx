import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useWidth } from '../chart/use-width.ts'
import { dateOf, sayDate, sayTime } from '../words/dates.ts'
import type { Range } from './range.ts'

export interface MoodPoint {
  time: string
  /** From -1 to 1. */
  valence: number
  /** Of the whole day, and not of a moment. */
  ofDay: boolean
  title: string
}

const HEIGHT = 260
const ABOVE = 22
const BELOW = 26
const SIDE = 8
/** Days of which the line is the average, where a column is a day. */
const SMOOTHED_DAYS = 7

const lines = [
  { valence: 1, label: 'Very pleasant' },
  { valence: 0, label: 'Neutral' },
  { valence: -1, label: 'Very unpleasant' },
]

/** Each note as a dot between unpleasant and pleasant, and a line of their averages. */
export function MoodChart({
  points,
  range,
  timezone,
  summary,
}: {
  points: readonly MoodPoint[]
  range: Range
  timezone: string
  summary: string
}): JSX.Element {
  const { ref, width } = useWidth<HTMLDivElement>()
  const count = range.columns.length
  const x = (column: number) => SIDE + (column / count) * (width - 2 * SIDE)
  const y = (valence: number) => ABOVE + ((1 - valence) / 2) * (HEIGHT - ABOVE - BELOW)
  const averages = useMemo(() => averagesOf(points, range, timezone), [points, range, timezone])
  const path = averages
    .map(({ column, valence }, index) => `${index === 0 ? 'M' : 'L'}${x(column + 0.5)} ${y(valence)}`)
    .join('')
  const marks = [0, Math.floor((count - 1) / 2), count - 1].filter(
    (mark, index, all) => all.indexOf(mark) === index,
  )
  const many = points.length > 300
  return (
    <div class="mood" ref={ref}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={summary}>
          {lines.map(({ valence, label }) => (
            <path key={label} class="mood-line" d={`M${SIDE} ${y(valence)}H${width - SIDE}`} />
          ))}
          <g class={many ? 'mood-dots mood-many' : 'mood-dots'}>
            {points.map((point, index) => {
              const column = positionOf(point.time, range, timezone)
              return (
                <circle
                  key={index}
                  class={point.ofDay ? 'mood-day' : 'mood-moment'}
                  cx={x(column)}
                  cy={y(point.valence)}
                  r={many ? 2 : 3.5}
                >
                  <title>{`${sayTime(point.time, timezone)}: ${point.title}`}</title>
                </circle>
              )
            })}
          </g>
          {averages.length > 1 && <path class="mood-average" d={path} />}
          {lines.map(({ valence, label }) => (
            <text key={label} class="mood-label" x={SIDE} y={y(valence) - 6}>
              {label}
            </text>
          ))}
          {marks.map((mark, index) => (
            <text
              key={mark}
              class="mood-label"
              x={index === 0 ? SIDE : index === marks.length - 1 ? width - SIDE : width / 2}
              y={HEIGHT - 4}
              text-anchor={index === 0 ? 'start' : index === marks.length - 1 ? 'end' : 'middle'}
            >
              {sayDate(range.columns[mark]!.from)}
            </text>
          ))}
        </svg>
      )}
      <ul class="strip-legend small" aria-hidden="true">
        <li>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <circle class="mood-day" cx="6" cy="6" r="4" />
          </svg>
          A whole day
        </li>
        <li>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <circle class="mood-moment" cx="6" cy="6" r="4" />
          </svg>
          A moment
        </li>
        <li>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path class="mood-average" d="M0 6h12" />
          </svg>
          {range.name === 'year'
            ? 'Average of a week'
            : range.name === 'all'
              ? 'Average of a month'
              : 'Average of 7 days'}
        </li>
      </ul>
    </div>
  )
}

/** Where a time lies, in columns from the first. */
function positionOf(time: string, range: Range, timezone: string): number {
  const date = dateOf(time, timezone)
  const index = range.columnOf(date) ?? 0
  const { from, to } = range.columns[index]!
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  return index + (days === 1 ? 0.5 : (Date.parse(date) - Date.parse(from)) / 86_400_000 / days)
}

/** The averages of the columns that have any; where a column is a day, of the days around it. */
function averagesOf(
  points: readonly MoodPoint[],
  range: Range,
  timezone: string,
): { column: number; valence: number }[] {
  const sums = range.columns.map(() => ({ sum: 0, count: 0 }))
  for (const { time, valence } of points) {
    const column = sums[range.columnOf(dateOf(time, timezone)) ?? -1]
    if (!column) continue
    column.sum += valence
    column.count++
  }
  const around = range.name === 'month' || range.name === 'quarter' ? (SMOOTHED_DAYS - 1) / 2 : 0
  return sums.flatMap(({ count }, column) => {
    if (count === 0) return []
    const near = sums.slice(Math.max(0, column - around), column + around + 1)
    const total = near.reduce((all, one) => ({ sum: all.sum + one.sum, count: all.count + one.count }))
    return [{ column, valence: total.sum / total.count }]
  })
}
