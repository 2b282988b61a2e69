import 'uplot/dist/uPlot.min.css'
import './chart.css'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import { sayNumber } from '../words/numbers.ts'
import { placesOf } from './places.ts'
import { useChartColours } from './theme-colours.ts'
import { chartOptions } from './uplot-options.ts'

/**
 * Values over the times of the chart, in the unit shown; null where there is none, so that a line breaks. Undefined is a
 * time of other series, over which the line goes on.
 */
export interface Series {
  label: string
  values: readonly (number | null | undefined)[]
  /** Of the lowest and the highest value around a line. */
  low?: readonly (number | null | undefined)[]
  high?: readonly (number | null | undefined)[]
}

export interface ChartProps {
  /** What is shown, in words: `Heart rate, 1–30 November 2026: between 48 and 161, on average 72 beats per minute`. */
  summary: string
  /** In ms since 1970, ascending: of bars when each begins. */
  times: readonly number[]
  series: readonly Series[]
  draw: 'line' | 'bars'
  /** Behind the numbers of the axis and of what the pointer is at. */
  unit: string
  /** Decimal places at most of what the pointer is at. */
  digits?: number
  /** Whose wall clock the axis follows. */
  timezone: string
  /** How the time at the pointer is said. */
  sayTime(time: number): string
  /** What the axis spans, in ms; otherwise the times. */
  from?: number
  to?: number
  /** In CSS pixels. */
  height?: number
  /** Of the axis of values, in CSS pixels, where something above or below has the same times; otherwise as wide as its numbers. */
  axisWidth?: number
  /** Of bars, whose axis begins at zero, and of a line that should. */
  fromZero?: boolean
  /** Somebody dragged over a range, in ms. */
  onSelect?(from: number, to: number): void
  /** Somebody clicked on a time, or chose it by keyboard. */
  onOpen?(index: number): void
}

/** Series over time. Its numbers belong into a table beside it: see {@link ChartNumbers}. */
export function Chart(props: ChartProps): JSX.Element {
  const { summary, times, series, unit, digits = 1, height = 260, sayTime, onOpen } = props
  const colours = useChartColours()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [at, setAt] = useState<number>()

  const shape = JSON.stringify([
    series.map(one => [one.label, one.low !== undefined]),
    props.draw,
    unit,
    props.timezone,
    props.fromZero,
    props.onSelect !== undefined,
    onOpen !== undefined,
    height,
    colours,
  ])
  useEffect(() => {
    const element = box.current
    if (!element) return
    const options = chartOptions({
      props: () => latest.current,
      colours,
      width: element.clientWidth,
      height,
      onPoint: index => setAt(index),
    })
    const made = new uPlot(options, alignedData(latest.current), element)
    plot.current = made
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height })
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [shape])
  useEffect(() => {
    setAt(undefined)
    plot.current?.setData(alignedData(latest.current))
  }, [times, series, props.from, props.to])

  const goTo = (index: number) => {
    const left = plot.current?.valToPos(placesOf(props)[index] ?? 0, 'x') ?? -1
    plot.current?.setCursor({ left, top: 0 })
    setAt(index)
  }
  const time = at === undefined ? undefined : times[at]
  const place = at ?? times.length - 1
  return (
    <figure class="chart">
      <div
        class={onOpen ? 'chart-plot opens' : 'chart-plot'}
        ref={box}
        role="img"
        aria-label={summary}
        style={{ height: `${height}px` }}
      />
      {times.length > 0 && (
        <input
          class="chart-keys"
          type="range"
          aria-label="Go through the chart"
          aria-valuetext={sayAll(props, place)}
          min={0}
          max={times.length - 1}
          value={place}
          onInput={event => goTo(event.currentTarget.valueAsNumber)}
          onFocus={() => goTo(place)}
          onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
          onKeyDown={event => {
            if (event.key === 'Enter') onOpen?.(place)
          }}
        />
      )}
      <figcaption class="chart-legend" aria-hidden="true">
        {at !== undefined && time !== undefined && <span class="chart-time">{sayTime(time)}</span>}
        {series.map((one, index) => (
          <span key={one.label} class="chart-key">
            <svg
              class={`chart-swatch chart-swatch-${(index % 5) + 1}`}
              viewBox="0 0 12 12"
              aria-hidden="true"
            >
              {props.draw === 'bars' ? (
                <rect width="12" height="12" rx="2" />
              ) : (
                <rect y="4" width="12" height="4" rx="2" />
              )}
            </svg>
            {one.label}
            {at !== undefined && <strong> {sayPoint(one, at, digits, unit)}</strong>}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

/** A time of the chart, and what each series says of it. */
const sayAll = ({ times, series, digits = 1, unit, sayTime }: ChartProps, index: number): string =>
  [
    sayTime(times[index] ?? 0),
    ...series.map(one => `${one.label} ${sayPoint(one, index, digits, unit)}`),
  ].join(', ')

function sayPoint({ values, low, high }: Series, index: number, digits: number, unit: string): string {
  const value = values[index]
  if (value === null || value === undefined) return '–'
  const said = `${sayNumber(value, digits)} ${unit}`.trim()
  const [from, to] = [low?.[index], high?.[index]]
  if (from === null || from === undefined || to === null || to === undefined) return said
  return `${said} (${sayNumber(from, digits)}–${sayNumber(to, digits)})`
}

/** In uPlot's order: times in seconds, then of each series its values and, where it has them, its edges. */
function alignedData(props: ChartProps): uPlot.AlignedData {
  const columns = props.series.flatMap(one => [
    one.values,
    ...(one.low && one.high ? [one.high, one.low] : []),
  ])
  return [placesOf(props), ...columns] as uPlot.AlignedData
}
