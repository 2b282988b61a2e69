import './sparkline.css'
import type { JSX } from 'preact'

const WIDTH = 120
const HEIGHT = 32

/**
 * A small chart without axes: what it says has to stand in words beside it.
 * @param values in the order of time; null where there is none
 * @param usual is drawn behind it
 */
export function Sparkline({
  values,
  draw,
  usual,
}: {
  values: readonly (number | null)[]
  draw: 'line' | 'bars'
  usual?: { low: number; high: number } | undefined
}): JSX.Element {
  const known = values.filter(value => value !== null)
  const all = [...known, ...(usual ? [usual.low, usual.high] : [])]
  const least = draw === 'bars' ? Math.min(0, ...all) : Math.min(...all)
  const span = Math.max(...all) - least
  const width = WIDTH / Math.max(1, values.length)
  const x = (index: number) => (index + 0.5) * width
  const y = (value: number) =>
    span === 0 ? HEIGHT / 2 : HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4)
  const last = values.length - 1
  const newest = values[last]
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {known.length > 0 && usual && (
        <rect
          class="sparkline-usual"
          x="0"
          width={WIDTH}
          y={y(usual.high)}
          height={Math.max(1, y(usual.low) - y(usual.high))}
        />
      )}
      {draw === 'bars' &&
        values.map(
          (value, index) =>
            value !== null && (
              <rect
                key={index}
                class={index === last ? 'sparkline-newest' : 'sparkline-bar'}
                x={x(index) - width * 0.33}
                width={width * 0.66}
                y={Math.min(y(value), HEIGHT - 1)}
                height={Math.max(1, HEIGHT - y(value))}
              />
            ),
        )}
      {draw === 'line' && known.length > 0 && <path class="sparkline-line" d={linePath(values, x, y)} />}
      {draw === 'line' && newest !== null && newest !== undefined && (
        <path class="sparkline-dot" d={`M${x(last)} ${y(newest)}h0`} />
      )}
    </svg>
  )
}

/** A day that is missing is passed over; a value alone is a dot. */
function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${x(index).toFixed(1)} ${y(value).toFixed(1)}`],
  )
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join('L')}`
}
