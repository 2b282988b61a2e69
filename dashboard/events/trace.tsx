import './trace.css'
import type { JSX } from 'preact'
import { useId, useMemo } from 'preact/hooks'
import { sayNumber } from '../words/numbers.ts'
import type { Recording } from './voltages.ts'

/** CSS pixels in a millimetre of the paper. */
const MM = 4
const MM_IN_SECOND = 25
const MM_IN_MILLIVOLT = 10
/** What stands before the trace: the calibration, a millivolt high. */
const LEAD_IN_MM = 15
const BELOW_MM = 6

/** A recording on the paper that every physician reads: 25 mm a second, 10 mm a millivolt, squares of 1 and of 5 mm. */
export function Trace({ recording, summary }: { recording: Recording; summary: string }): JSX.Element {
  const { millivolts, hertz } = recording
  const id = useId()
  const known = millivolts.filter(voltage => voltage !== null)
  // Loops: so many do not fit the arguments of a function.
  const high = Math.max(1.5, known.reduce((most, voltage) => Math.max(most, voltage), 0) + 0.3)
  const low = Math.min(-0.5, known.reduce((least, voltage) => Math.min(least, voltage), 0) - 0.3)
  const aboveMm = Math.ceil((high * MM_IN_MILLIVOLT) / 5) * 5
  const heightMm = aboveMm + Math.ceil((-low * MM_IN_MILLIVOLT) / 5) * 5
  const seconds = millivolts.length / hertz
  const widthMm = LEAD_IN_MM + Math.ceil((seconds * MM_IN_SECOND) / 5) * 5
  const path = useMemo(() => drawTrace(recording, aboveMm), [recording, aboveMm])
  const [width, height] = [widthMm * MM, (heightMm + BELOW_MM) * MM]
  return (
    <figure class="trace">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached */}
      <section class="trace-paper" tabIndex={0} aria-label="The trace, to scroll through">
        <svg width={width} height={height} role="img" aria-label={summary}>
          <defs>
            <pattern id={`${id}-1`} width={MM} height={MM} patternUnits="userSpaceOnUse">
              <path class="paper-fine" d={`M${MM} 0H0V${MM}`} />
            </pattern>
            <pattern id={`${id}-5`} width={5 * MM} height={5 * MM} patternUnits="userSpaceOnUse">
              <rect width={5 * MM} height={5 * MM} fill={`url(#${id}-1)`} />
              <path class="paper-bold" d={`M${5 * MM} 0H0V${5 * MM}`} />
            </pattern>
          </defs>
          <rect width={width} height={heightMm * MM} fill={`url(#${id}-5)`} />
          <path
            class="trace-line"
            d={`M${2.5 * MM} ${aboveMm * MM}h${2.5 * MM}v${-MM_IN_MILLIVOLT * MM}h${5 * MM}v${MM_IN_MILLIVOLT * MM}h${2.5 * MM}`}
          />
          <path class="trace-line" d={path} />
          {Array.from({ length: Math.floor(seconds) + 1 }, (_, second) => (
            <text
              key={second}
              class="trace-second"
              x={(LEAD_IN_MM + second * MM_IN_SECOND) * MM}
              y={height - 6}
            >
              {sayNumber(second)} s
            </text>
          ))}
        </svg>
      </section>
      <figcaption class="small">25 mm/s, 10 mm/mV. A small square is 0.04 s wide and 0.1 mV high.</figcaption>
    </figure>
  )
}

/** A line through the voltages; what could not be read interrupts it. */
function drawTrace({ millivolts, hertz }: Recording, aboveMm: number): string {
  const steps: string[] = []
  let isDown = false
  for (const [index, voltage] of millivolts.entries()) {
    if (voltage !== null) {
      const x = (LEAD_IN_MM + (index / hertz) * MM_IN_SECOND) * MM
      const y = (aboveMm - voltage * MM_IN_MILLIVOLT) * MM
      steps.push(`${isDown ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`)
    }
    isDown = voltage !== null
  }
  return steps.join('')
}
