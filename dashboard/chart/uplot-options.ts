import uPlot from 'uplot'
import { sayNumber } from '../words/numbers.ts'
import { sayAxisTimes } from './axis-times.ts'
import type { ChartProps } from './chart.tsx'
import { drawLoneRanges, lonePoints } from './lone-points.ts'
import { axisEnds, barSplits, incrementsOf, timesAt } from './places.ts'
import type { ChartColours } from './theme-colours.ts'

/** In CSS pixels. */
const LEAST_DRAG = 6

/** Of a time on its axis, in CSS pixels. */
const AXIS_SPACE = 64

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
  let wasDragged = false
  const drawn: uPlot.Series[] = [{}]
  const bands: uPlot.Band[] = []
  const ranges: { series: number; fill: string }[] = []
  for (const [index, one] of series.entries()) {
    const stroke = colours.series[index % colours.series.length] ?? 'gray'
    drawn.push({
      label: one.label,
      stroke,
      width: 1.5,
      ...(draw === 'bars'
        ? {
            fill: stroke,
            width: 0,
            paths: uPlot.paths.bars!({ size: [0.62, 72], radius: 0.12 }),
            points: { show: false },
          }
        : {
            // Of a line too dense for points still those that no line would show.
            points: {
              size: 5,
              fill: stroke,
              filter: (plot, series, areShown) => (areShown ? null : lonePoints(plot, series)),
            },
          }),
    })
    if (!one.low || !one.high) continue
    // The edges of the band are not drawn themselves.
    const edge = { stroke: 'transparent', width: 0, points: { show: false } }
    const fill = index === 0 ? colours.band : `${stroke}29`
    bands.push({ series: [drawn.length, drawn.length + 1], fill })
    ranges.push({ series: drawn.length - 1, fill })
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
      drag: {
        x: onSelect !== undefined,
        y: false,
        dist: LEAST_DRAG,
        setScale: false,
        // Of a click whose mouse has moved: that which ends a drag opens nothing, that of an unsteady hand does.
        click: (_plot, event) => {
          if (wasDragged) event.stopImmediatePropagation()
          wasDragged = false
        },
      },
    },
    scales: {
      x: {
        time: true,
        range: () => axisEnds(props()),
      },
      y: {
        range: (_plot, low, high) => valueRange(low, high, fromZero),
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: AXIS_SPACE,
        incrs: () => incrementsOf(props()),
        ...(draw === 'bars' && { splits: plot => barSplits(props(), (plot.width - 64) / AXIS_SPACE) }),
        values: (_plot, splits) => sayAxisTimes(timesAt(props(), splits), timezone),
      },
      {
        ...axis,
        grid: { stroke: colours.grid, width: 1 },
        // As wide as its longest number.
        size: (_plot, values) =>
          props().axisWidth ?? 16 + 7.5 * Math.max(2, ...(values ?? []).map(value => value.length)),
        space: 44,
        values: (_plot, splits) => splits.map(split => sayNumber(split, 2)),
      },
    ],
    series: drawn,
    bands,
    hooks: {
      ready: [
        plot => {
          plot.over.addEventListener('click', () => {
            const { idx } = plot.cursor
            if (idx !== null && idx !== undefined) props().onOpen?.(idx)
          })
        },
      ],
      drawAxes: [
        plot => {
          for (const { series, fill } of ranges) drawLoneRanges(plot, series, fill)
        },
      ],
      setCursor: [plot => onPoint(plot.cursor.idx ?? undefined)],
      setSelect: [
        plot => {
          const { left, width: dragged } = plot.select
          if (dragged < LEAST_DRAG) return
          wasDragged = true
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
