import type { Format, FormatContext, Incoming, Place } from '../format.ts'
import { isJsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { readEvents } from './events.ts'
import { readHealthData } from './health-data.ts'
import { type Cell, isFilled } from './lines.ts'
import { isPartName, recordsOfPart } from './parts.ts'
import { readWorkouts } from './workouts.ts'

/**
 * The CSV of Health Auto Export, as `{"HealthData": [[title, …], [cell, …], …], "WorkoutsData": […], …}`: a part of its
 * form per key, the header line first.
 */
export const healthAutoExportCsv: Format = {
  name: 'health-auto-export-csv',
  writesLocalTimes: true,
  recognises: body =>
    isJsonObject(body) &&
    Object.keys(body).length > 0 &&
    Object.keys(body).every(name => isFile(body[name])) &&
    Object.keys(body).some(isPartName),
  read: readParts,
}

function* readParts(body: unknown, context: FormatContext): Generator<Incoming> {
  if (!isJsonObject(body)) return
  for (const name of Object.keys(body)) {
    const file = body[name]
    if (isFile(file)) yield* readPart(name, file, context)
  }
}

/** The lines of one part, in the way of its records. Without a header line nobody knows what a cell is. */
function readPart(name: string, file: readonly (readonly Cell[])[], context: FormatContext) {
  const path = `/${readableName(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
  const hasHeader = isHeader(file[0] ?? [])
  const header = hasHeader ? file[0]! : []
  const filled = [...file.entries()].slice(hasHeader ? 1 : 0).filter(([, cells]) => cells.some(isFilled))
  const items = filled.map(([index, cells]): [Place, readonly Cell[]] => [{ path, index }, cells])
  const records = recordsOfPart(name)
  if (!hasHeader) return readEvents(name, ['Start'], items, context)
  if (records === 'workouts') return readWorkouts(header, items, context)
  if (records !== 'metrics') return readEvents(records, header, items, context)
  return readHealthData(
    header,
    filled.map(([index, cells]) => [`${path}/${index}`, cells] as const),
    context,
  )
}

/** A line of records has a date somewhere; a header line is texts without one. */
function isHeader(line: readonly Cell[]): boolean {
  return line.length > 0 && !line.some(cell => typeof cell !== 'string' || /^\d{4}-\d\d-\d\d/.test(cell))
}

/** Copied, because `every` passes over the holes of an array. */
function isFile(value: unknown): value is readonly (readonly Cell[])[] {
  return Array.isArray(value) && [...value].every(line => Array.isArray(line))
}
