import type { JSX } from 'preact'
import type { Night, Stage } from '../api/sleep.ts'
import { useWidth } from '../chart/use-width.ts'
import { sayClock } from '../words/dates.ts'
import { sayHours } from '../words/durations.ts'
import { stageHours, stageNames, stagesOf } from './stages.ts'
import { clockOf } from './usual-times.ts'

/** From the top: what is nearest to being awake is highest. */
const rowOrder: readonly Stage[] = ['awake', 'rem', 'core', 'asleep', 'deep', 'in_bed']
const ROW = 44
const BAR = 26
const HOUR_MS = 3_600_000
/** How far from the left the night begins, in the chart below too, so that one moment is at one place in both. */
export const NIGHT_AXIS = 52
/** What uPlot leaves free at the right. */
const SIDE = { left: NIGHT_AXIS, right: 25, bottom: 24 }

/** A night over its hours: each stage is a row, and a line leads from each to the next. */
export function Hypnogram({ night, timezone }: { night: Night; timezone: string }): JSX.Element | null {
  const { ref, width } = useWidth<HTMLDivElement>()
  const segments = night.segments.map(({ started_at, ended_at, stage }) => ({
    stage,
    from: Date.parse(started_at),
    to: Date.parse(ended_at),
  }))
  const rows = rowOrder.filter(stage => segments.some(segment => segment.stage === stage))
  const height = rows.length * ROW + SIDE.bottom
  const [start, end] = [
    Math.min(...segments.map(({ from }) => from)),
    Math.max(...segments.map(({ to }) => to)),
  ]
  const plot = Math.max(1, width - SIDE.left - SIDE.right)
  const x = (time: number) => SIDE.left + ((time - start) / Math.max(1, end - start)) * plot
  const y = (stage: Stage) => rows.indexOf(stage) * ROW + (ROW - BAR) / 2
  const asleep = segments.filter(({ stage }) => stage !== 'in_bed')
  return (
    <div class="hypnogram" ref={ref} style={{ height: `${height}px` }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summarise(night, timezone)}>
          {rows.map((stage, row) => (
            <g key={stage}>
              <line
                class="plot-grid"
                x1={SIDE.left}
                x2={width - SIDE.right}
                y1={row * ROW + ROW / 2}
                y2={row * ROW + ROW / 2}
              />
              <text class="plot-label" x={SIDE.left - 8} y={row * ROW + ROW / 2 + 4} text-anchor="end">
                {stageNames[stage]}
              </text>
            </g>
          ))}
          {hoursBetween(start, end, timezone, plot / 56).map(time => (
            <text key={time} class="plot-label" x={x(time)} y={height - 6} text-anchor="middle">
              {sayClock(time, timezone)}
            </text>
          ))}
          <path class="hypnogram-line" d={linkPath(asleep, x, y)} />
          {segments.map(({ stage, from, to }, index) => (
            <rect
              key={index}
              class={`stage-fill-${stage}`}
              x={x(from)}
              width={Math.max(1.5, x(to) - x(from))}
              y={y(stage)}
              height={BAR}
              rx={Math.min(4, (x(to) - x(from)) / 2)}
            />
          ))}
        </svg>
      )}
    </div>
  )
}

function summarise(night: Night, timezone: string): string {
  const hours = stageHours(night)
  const parts = stagesOf([hours]).map(stage => `${stageNames[stage]} ${sayHours(hours[stage] ?? 0)}`)
  const times =
    night.started_at && night.ended_at
      ? `${sayClock(night.started_at, timezone)} to ${sayClock(night.ended_at, timezone)}`
      : ''
  return `The night from ${times}, stage by stage. ${parts.join(', ')}`
}

/** From the end of each segment to the beginning of the next that follows it at once. */
function linkPath(
  segments: readonly { stage: Stage; from: number; to: number }[],
  x: (time: number) => number,
  y: (stage: Stage) => number,
): string {
  return segments
    .flatMap((segment, index) => {
      const next = segments[index + 1]
      if (!next || next.stage === segment.stage || Math.abs(next.from - segment.to) > 60_000) return []
      const [top, bottom] = [y(segment.stage), y(next.stage)].sort((a, b) => a - b) as [number, number]
      return `M${x(segment.to).toFixed(1)} ${top + BAR / 2}V${bottom + BAR / 2}`
    })
    .join('')
}

/** The full hours of the wall clock, at most so many of them. */
function hoursBetween(start: number, end: number, timezone: string, most: number): number[] {
  const first = Math.ceil(start / 60_000) * 60_000
  const toHour = (60 - (clockOf(first, timezone) % 60)) % 60
  const hours: number[] = []
  for (let time = first + toHour * 60_000; time <= end; time += HOUR_MS) hours.push(time)
  const every = Math.ceil(hours.length / Math.max(1, most))
  return hours.filter((_, index) => index % every === 0)
}
