import type { SeriesPlace } from '../formats/incoming.ts'
import { FieldReader } from './field-reader.ts'
import type { Omission } from './judgement.ts'

/**
 * Reads the points of a route or series into columns. One bad point must not cost a workout, and must not vanish
 * either: what is left out is told once per list, with the place and reason of the first.
 * @param places the arrays that the points stood in, one after the other
 * @returns the columns with `recorded_at` in epoch microseconds, or undefined where no point is left
 */
export function readPoints<Point extends { recordedAt: unknown }, Name extends string>(
  places: readonly SeriesPlace[],
  points: readonly Point[],
  omissions: Omission[],
  readColumns: (read: FieldReader, point: Point) => Record<Name, number | null>,
): Record<Name | 'recorded_at', (number | null)[]> | undefined {
  const columns: Record<string, (number | null)[]> = {}
  let omitted = 0
  let first: Omission | undefined
  for (const [index, point] of points.entries()) {
    const read = new FieldReader(Number.POSITIVE_INFINITY)
    const values: Record<string, number | null> = {
      recorded_at: read.time('the time of a point', point.recordedAt),
      ...readColumns(read, point),
    }
    if (read.rejection) {
      omitted++
      first ??= { at: findPlace(places, index), ...read.rejection }
      continue
    }
    for (const [name, value] of Object.entries(values)) {
      columns[name] ??= []
      columns[name].push(value)
    }
  }
  if (first) {
    const others = omitted > 1 ? ` (and ${omitted - 1} more points of this list)` : ''
    omissions.push({ ...first, detail: `point left out: ${first.detail}${others}` })
  }
  return columns.recorded_at ? (columns as Record<Name | 'recorded_at', (number | null)[]>) : undefined
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
