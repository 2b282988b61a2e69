import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useWidth } from '../../chart/use-width.ts'
import { useSession } from '../../frame/session.ts'
import { type Point, projectTrack } from './project-track.ts'
import type { TrackPoint } from './read-track.ts'
import { scaleBar } from './scale-bar.ts'
import { linePath, thinLine } from './thin-line.ts'

const MARGIN = 36
/** Nearer than this the names of start and end would lie on each other. */
const APART_PX = 28

/** Where a workout went: its line without a map, which would be asked of somebody else's server. */
export function RouteMap({
  track,
  summary,
}: {
  track: readonly TrackPoint[]
  /** The same in words. */
  summary: string
}): JSX.Element {
  const { units } = useSession().session.user
  const { ref, width } = useWidth<HTMLDivElement>()
  const height = Math.round(Math.min(440, Math.max(240, width * 0.62)))
  const { points, metresPerPixel } = useMemo(
    () => projectTrack(track, { width, height, margin: MARGIN }),
    [track, width, height],
  )
  const path = useMemo(() => linePath(thinLine(points)), [points])
  const [start, end] = [points[0]!, points.at(-1)!]
  const isLoop = Math.hypot(start.x - end.x, start.y - end.y) < APART_PX
  const bar = scaleBar(metresPerPixel, Math.min(160, width / 3), units)
  return (
    <div class="route-map" ref={ref}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summary}>
          <path class="route-casing" d={path} />
          <path class="route-line" d={path} />
          <rect class="route-end" x={end.x - 5} y={end.y - 5} width="10" height="10" rx="1.5" />
          <circle class="route-start" cx={start.x} cy={start.y} r="5.5" />
          {isLoop ? (
            <Name at={start} text="Start and end" width={width} />
          ) : (
            <>
              <Name at={start} text="Start" width={width} />
              <Name at={end} text="End" width={width} />
            </>
          )}
          <g class="route-north" transform={`translate(${width - 24} 16)`}>
            <path d="M0 0l6 16-6-4-6 4z" />
            <text y="30" text-anchor="middle">
              N
            </text>
          </g>
          <g class="route-scale" transform={`translate(16 ${height - 16})`}>
            <path d={`M0 -6v6h${bar.pixels.toFixed(1)}v-6`} />
            <text x={bar.pixels + 8} y="2">
              {bar.label}
            </text>
          </g>
        </svg>
      )}
    </div>
  )
}

/** Beside its place, on the side where there is room. */
function Name({ at, text, width }: { at: Point; text: string; width: number }): JSX.Element {
  const isLeft = at.x > width - 110
  return (
    <text
      class="route-name"
      x={at.x + (isLeft ? -11 : 11)}
      y={at.y + 4}
      text-anchor={isLeft ? 'end' : 'start'}
    >
      {text}
    </text>
  )
}
