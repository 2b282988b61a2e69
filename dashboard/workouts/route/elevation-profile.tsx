import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useWidth } from '../../chart/use-width.ts'
import { useSession } from '../../frame/session.ts'
import { sayNumber, sayQuantity } from '../../words/numbers.ts'
import { convert, distanceUnit, heightUnit } from '../../words/units.ts'
import { readProfile } from './read-profile.ts'
import type { TrackPoint } from './read-track.ts'
import { roundSteps } from './round-steps.ts'

const HEIGHT = 150
const SIDE = { left: 48, right: 12, top: 10, bottom: 24 }
/** A flat way is drawn flat: the axis spans this many metres at least. */
const LEAST_SPAN = 30

/** How high one was along the way; nothing where no altitude is known. */
export function ElevationProfile({ track }: { track: readonly TrackPoint[] }): JSX.Element | null {
  const { units } = useSession().session.user
  const { ref, width } = useWidth<HTMLDivElement>()
  const plot = Math.max(1, width - SIDE.left - SIDE.right)
  // A piece for every second pixel.
  const profile = useMemo(() => readProfile(track, Math.ceil(plot / 2)), [track, plot])
  if (!profile) return null
  const [height, distance] = [heightUnit(units), distanceUnit(units)]
  const { lowest, highest, length } = profile
  const air = Math.max(LEAST_SPAN - (highest - lowest), (highest - lowest) * 0.2) / 2
  const [bottom, top] = [lowest - air, highest + air]
  const x = (metres: number) => SIDE.left + (metres / length) * plot
  const y = (metres: number) =>
    SIDE.top + (1 - (metres - bottom) / (top - bottom)) * (HEIGHT - SIDE.top - SIDE.bottom)
  const line = profile.points.map(point => `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join('L')
  const [first, last] = [profile.points[0]!, profile.points.at(-1)!]
  const floor = HEIGHT - SIDE.bottom
  return (
    <div class="elevation" ref={ref} style={{ height: `${HEIGHT}px` }}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`Altitude along the way: between ${sayQuantity(lowest, height)} and ${sayQuantity(highest, height)}`}
        >
          {roundSteps(convert(bottom, height), convert(top, height), 4).map(step => {
            const at = y(step / height.factor)
            return (
              <g key={step}>
                <line class="plot-grid" x1={SIDE.left} x2={width - SIDE.right} y1={at} y2={at} />
                <text class="plot-label" x={SIDE.left - 8} y={at + 4} text-anchor="end">
                  {sayNumber(step)} {height.sign}
                </text>
              </g>
            )
          })}
          {roundSteps(0, convert(length, distance), Math.max(2, plot / 80)).map(step => (
            <text
              key={step}
              class="plot-label"
              x={x(step / distance.factor)}
              y={HEIGHT - 6}
              text-anchor="middle"
            >
              {step === 0 ? '0' : `${sayNumber(step, 2)} ${distance.sign}`}
            </text>
          ))}
          <path
            class="elevation-area"
            d={`M${x(first.x).toFixed(1)} ${floor}L${line}L${x(last.x).toFixed(1)} ${floor}z`}
          />
          <path class="elevation-line" d={`M${line}`} />
        </svg>
      )}
    </div>
  )
}
