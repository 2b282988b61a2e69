import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { useWidth } from '../chart/use-width.ts'
import { sayHours } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { type StageHours, stageNames, stages, stagesOf } from './stages.ts'

/** A bar: one night, or the average of several. */
export interface NightBar {
  /** `Wed, 25 Nov` */
  name: string
  /** Under the bar, where there is room for it. */
  label: string | undefined
  /** Where it leads; without one nothing is known of it. */
  href: string | undefined
  hours: StageHours
}

const HEIGHT = 280
const AXIS = { left: 36, bottom: 26, top: 10 }

/** Nights beside each other, each stacked by its stages. One bar is in the order of the Tab key, the arrow keys go on. */
export function NightBars({
  summary,
  bars,
  average,
  asleep,
}: {
  /** What is shown, in words. */
  summary: string
  bars: readonly NightBar[]
  /** What an average night of them is made of. */
  average: StageHours
  /** Hours, as a line across all bars. */
  asleep: number | undefined
}): JSX.Element {
  const { ref, width } = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<number>()
  const [entry, setEntry] = useState<number>()
  const drawing = useRef<SVGSVGElement>(null)
  const shown = stagesOf(bars.map(({ hours }) => hours))
  const totals = bars.map(({ hours }) => Object.values(hours).reduce((sum, one) => sum + one, 0))
  const top = Math.max(8, Math.ceil((Math.max(...totals) + 0.4) / 2) * 2)
  const step = top > 16 ? 4 : 2
  const slot = Math.max(0, width - AXIS.left) / bars.length
  const thickness = Math.min(40, Math.max(1, slot * (slot < 5 ? 0.85 : 0.72)))
  const y = (hours: number) => AXIS.top + (1 - hours / top) * (HEIGHT - AXIS.top - AXIS.bottom)
  const known = bars.flatMap(({ href }, index) => (href === undefined ? [] : [index]))
  const newest = known.at(-1)
  const inOrder = entry !== undefined && known.includes(entry) ? entry : newest

  const move = (event: TargetedKeyboardEvent<Element>, from: number) => {
    const to = {
      ArrowLeft: known[known.indexOf(from) - 1],
      ArrowRight: known[known.indexOf(from) + 1],
      Home: known[0],
      End: newest,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setEntry(to)
    drawing.current?.querySelector<SVGAElement>(`[data-bar="${to}"]`)?.focus()
  }
  const looked = at === undefined ? undefined : bars[at]
  return (
    <figure class="night-bars" aria-label={summary} onMouseLeave={() => setAt(undefined)}>
      <div class="night-bars-plot" ref={ref} style={{ height: `${HEIGHT}px` }}>
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {range(0, top, step).map(hours => (
            <g key={hours}>
              <line class="plot-grid" x1={AXIS.left} x2={width} y1={y(hours)} y2={y(hours)} />
              <text class="plot-label" x={AXIS.left - 8} y={y(hours) + 4} text-anchor="end">
                {sayNumber(hours)}
                {hours === 0 ? '' : ' h'}
              </text>
            </g>
          ))}
          {bars.map(
            ({ label }, index) =>
              label !== undefined && (
                <text
                  key={index}
                  class="plot-label"
                  {...labelPlace(AXIS.left + (index + 0.5) * slot, width)}
                  y={HEIGHT - 6}
                >
                  {label}
                </text>
              ),
          )}
        </svg>
        {width > 0 && (
          // biome-ignore lint/a11y/noSvgWithoutTitle: a title would be shown wherever the pointer rests
          <svg ref={drawing} width={width} height={HEIGHT}>
            {bars.map(
              ({ name, href, hours }, index) =>
                href !== undefined && (
                  <a
                    key={index}
                    class="night-bar"
                    href={href}
                    aria-label={`${name}: ${sayStages(hours)}`}
                    data-bar={index}
                    tabIndex={index === inOrder ? 0 : -1}
                    onFocus={() => setAt(index)}
                    onBlur={() => setAt(undefined)}
                    onMouseEnter={() => setAt(index)}
                    onKeyDown={event => move(event, index)}
                  >
                    <rect
                      class="night-bar-room"
                      x={AXIS.left + index * slot}
                      y={2}
                      width={slot}
                      height={HEIGHT - AXIS.bottom - 2}
                    />
                    {stack(hours).map(({ stage, from, to }) => (
                      <rect
                        key={stage}
                        class={`stage-fill-${stage}`}
                        x={AXIS.left + (index + 0.5) * slot - thickness / 2}
                        width={thickness}
                        y={y(to)}
                        height={Math.max(0, y(from) - y(to) - (thickness > 6 ? 1 : 0))}
                        rx={thickness > 12 ? 2 : 0}
                      />
                    ))}
                  </a>
                ),
            )}
            {asleep !== undefined && (
              <line class="night-average" x1={AXIS.left} x2={width} y1={y(asleep)} y2={y(asleep)} />
            )}
          </svg>
        )}
      </div>
      <figcaption class="night-legend" aria-hidden="true">
        <span class="night-looked">{looked ? looked.name : 'Average'}</span>
        {shown.map(stage => (
          <span key={stage} class="night-key">
            <svg class="stage-swatch" viewBox="0 0 12 12" aria-hidden="true">
              <rect class={`stage-fill-${stage}`} width="12" height="12" rx="3" />
            </svg>
            {stageNames[stage]}
            <strong>{sayStage((looked?.hours ?? average)[stage])}</strong>
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

const sayStage = (hours: number | undefined): string => (hours === undefined ? '–' : sayHours(hours))

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)

/** Under the middle of its bar, but not beyond the edge. */
const labelPlace = (middle: number, width: number): { x: number; 'text-anchor': 'middle' | 'end' } =>
  middle + 24 > width ? { x: width, 'text-anchor': 'end' } : { x: middle, 'text-anchor': 'middle' }

/** Where each stage begins and ends, from the bottom. */
function stack(hours: StageHours): { stage: keyof StageHours; from: number; to: number }[] {
  let below = 0
  return stages.flatMap(({ stage }) => {
    const height = hours[stage]
    if (height === undefined) return []
    const from = below
    below += height
    return [{ stage, from, to: below }]
  })
}

/** `7 h 25 min asleep: Deep 1 h 5 min, …` */
function sayStages(hours: StageHours): string {
  const { awake: _, in_bed: inBed, ...slept } = hours
  const asleep = Object.values(slept).reduce((sum, one) => sum + one, 0)
  const parts = stagesOf([hours]).map(stage => `${stageNames[stage]} ${sayHours(hours[stage] ?? 0)}`)
  return `${asleep === 0 && inBed !== undefined ? '' : `${sayHours(asleep)} asleep. `}${parts.join(', ')}`
}
