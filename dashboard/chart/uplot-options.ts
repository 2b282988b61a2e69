import uPlot from 'uplot'
import { sayNumber } from '../words/numbers.ts'
import { sayAxisTimes } from './axis-times.ts'
import type { ChartProps } from './chart.tsx'
import type { ChartColours } from './theme-colours.ts'

/** How uPlot draws a chart: thin lines, a quiet grid, no legend of its own. */
export function chartOptions({
  props,
  colours,
  width,
  height,
  onPoint,
}: {
  /** As they are when they are asked for: times and bounds change without a new chart. */
  props(): ChartProps
  colours: ChartColours
  width: number
  height: number
  /** The pointer is at this time, or nowhere. */
  onPoint(index: number | undefined): void
}): uPlot.Options {
  const { series, draw, timezone, fromZero = draw === 'bars', onSelect } = props()
  const axis = { stroke: colours.axis, font: colours.font, ticks: { show: false } }
  const drawn: uPlot.Series[] = [{}]
  const bands: uPlot.Band[] = []
  for (const [index, one] of series.entries()) {
    const stroke = colours.series[index % colours.series.length] ?? 'gray'
    drawn.push({
      label: one.label,
      stroke,
      width: 1.5,
      ...(draw === 'bars'
        ? { fill: stroke, width: 0, paths: uPlot.paths.bars!({ size: [0.7, 40], radius: 0.15, align: 1 }) }
        : { points: { size: 4 } }),
    })
    if (!one.low || !one.high) continue
    // The edges of the band are not drawn themselves.
    const edge = { stroke: 'transparent', width: 0, points: { show: false } }
    bands.push({ series: [drawn.length, drawn.length + 1], fill: index === 0 ? colours.band : `${stroke}29` })
    drawn.push(edge, edge)
  }
  return {
    width,
    height,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), timezone),
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: onSelect !== undefined, y: false, setScale: false },
    },
    scales: {
      x: {
        time: true,
        range: (_plot, low, high) => {
          const { from, to, times } = props()
          // A single bar would have no width.
          const least = times.length > 1 ? 0 : 43_200
          return [from === undefined ? low - least : from / 1000, to === undefined ? high + least : to / 1000]
        },
      },
      y: {
        range: (_plot, low, high) => valueRange(low, high, fromZero),
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        values: (_plot, splits) => sayAxisTimes(splits, timezone),
      },
      {
        ...axis,
        grid: { stroke: colours.grid, width: 1 },
        size: 52,
        space: 44,
        values: (_plot, splits) => splits.map(split => sayNumber(split, 2)),
      },
    ],
    series: drawn,
    bands,
    hooks: {
      setCursor: [plot => onPoint(plot.cursor.idx ?? undefined)],
      setSelect: [
        plot => {
          const { left, width: dragged } = plot.select
          if (dragged < 6) return
          const times = [plot.posToVal(left, 'x'), plot.posToVal(left + dragged, 'x')]
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          props().onSelect?.(times[0]! * 1000, times[1]! * 1000)
        },
      ],
    },
  }
}

/** With air above and below; of equal values a scale that has them in its middle. */
function valueRange(low: number | null, high: number | null, fromZero: boolean): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1]
  const bottom = fromZero ? Math.min(0, low) : low
  const air = (high - bottom) * 0.08 || Math.abs(high) * 0.1 || 1
  return [fromZero && bottom === 0 ? 0 : bottom - air, high + air]
}
