import type { SeriesPlace } from '../../formats/incoming.ts'
import { FieldReader } from './field-reader.ts'
import type { Omission } from './judgement.ts'

/** What a route or a series is read into: the points' moments in epoch microseconds, and the columns by name. */
export type PointColumns = Record<string, readonly (number | null)[]>

/**
 * Reads the points of a route or series into columns. One bad point must not cost a workout, and must not vanish
 * either: what is left out is told once per list, with the place and reason of the first.
 * @param places the arrays that the points stood in, one after the other
 * @param readValues the values of a point, in the order of the names
 * @returns the columns and `recorded_at`, or undefined where no point is left
 */
export function readPoints<Point extends { recordedAt: unknown }>(
  { places, points }: { places: readonly SeriesPlace[]; points: readonly Point[] },
  names: readonly string[],
  omissions: Omission[],
  readValues: (read: FieldReader, point: Point) => (number | null)[],
): PointColumns | undefined {
  const times: number[] = []
  const columns = names.map((): (number | null)[] => [])
  let omitted = 0
  let first: Omission | undefined
  for (let index = 0; index < points.length; index++) {
    const point = points[index]!
    const read = new FieldReader(Number.POSITIVE_INFINITY)
    const time = read.time('the time of a point', point.recordedAt)
    const values = readValues(read, point)
    if (read.rejection) {
      omitted++
      first ??= { at: findPlace(places, index), ...read.rejection }
      continue
    }
    times.push(time)
    for (let at = 0; at < columns.length; at++) columns[at]!.push(values[at]!)
  }
  if (first) {
    const others = omitted > 1 ? ` (and ${omitted - 1} more points of this list)` : ''
    omissions.push({ ...first, detail: `point left out: ${first.detail}${others}` })
  }
  if (times.length === 0) return undefined
  return { recorded_at: times, ...Object.fromEntries(names.map((name, at) => [name, columns[at]!])) }
}

/** The JSON pointer to a point, below its record. */
function findPlace(places: readonly SeriesPlace[], index: number): string {
  let left = index
  for (const { at, length } of places) {
    if (left < length) return `${at}/${left}`
    left -= length
  }
  return ''
}
