import type uPlot from 'uplot'

/** The points that have no neighbour to draw a line to, of one series. */
export function lonePoints(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? []
  // Undefined is a time of other series.
  const known = [...values.keys()].filter(at => values[at] !== undefined)
  const isNone = (at: number | undefined) => at === undefined || values[at] === null
  return known.filter((at, place) => !isNone(at) && isNone(known[place - 1]) && isNone(known[place + 1]))
}

/**
 * A band around a lone point would have no width: a bar stands for it.
 * @param series has its upper and its lower edge behind it
 */
export function drawLoneRanges(plot: uPlot, series: number, colour: string): void {
  const { ctx, data } = plot
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = 6 * devicePixelRatio
  ctx.beginPath()
  for (const at of lonePoints(plot, series)) {
    const [high, low] = [data[series + 1]?.[at], data[series + 2]?.[at]]
    if (typeof high !== 'number' || typeof low !== 'number') continue
    const x = plot.valToPos(data[0][at]!, 'x', true)
    ctx.moveTo(x, plot.valToPos(high, 'y', true))
    ctx.lineTo(x, plot.valToPos(low, 'y', true))
  }
  ctx.stroke()
  ctx.restore()
}
