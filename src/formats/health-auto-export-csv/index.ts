import type { Format, FormatContext } from '../format.ts'
import type { Incoming, Place } from '../incoming.ts'
import { isJsonObject } from '../json-object.ts'
import { escapePointer } from '../readable-name.ts'
import { isMark, readRedacted } from '../redaction.ts'
import { readEvents } from './events.ts'
import { readHealthData } from './health-data.ts'
import { type Cell, isFilled } from './lines.ts'
import { isKnownPart, isPartName, recordsOfPart } from './parts.ts'
import { readWorkouts } from './workouts.ts'

/**
 * The CSV of Health Auto Export, as `{"HealthData": [[title, …], [cell, …], …], "WorkoutsData": […], …}`: a part of its
 * form per key, the header line first.
 */
export const healthAutoExportCsv: Format = {
  name: 'health-auto-export-csv',
  writesLocalTimes: true,
  recognises: (body, isElement) =>
    !isElement &&
    isJsonObject(body) &&
    Object.keys(body).length > 0 &&
    Object.keys(body).every(name => isFile(body[name])) &&
    Object.keys(body).some(
      name => isPartName(name) && (isKnownPart(name) || (body[name] as File).length > 0),
    ),
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
function* readPart(name: string, file: File, context: FormatContext): Generator<Incoming> {
  const path = `/${escapePointer(name)}`
  const [first = []] = file
  const hasHeader = Array.isArray(first) && isHeader(first)
  const header: readonly Cell[] = hasHeader ? first : []
  const items: [Place, readonly Cell[]][] = []
  for (const [index, line] of file.entries()) {
    const redacted = readRedacted(line, { path, index })
    if (redacted) yield redacted
    else if (Array.isArray(line) && !(hasHeader && index === 0) && line.some(isFilled)) {
      items.push([{ path, index }, line])
    }
  }
  const records = recordsOfPart(name)
  if (!hasHeader) yield* readEvents(name, ['Start'], items, context)
  else if (records === 'workouts') yield* readWorkouts(header, items, context)
  else if (records === 'metrics') yield* readHealthData(header, items, context)
  else yield* readEvents(records, header, items, context)
}

/** A line of records has a date somewhere; a header line is texts without one. */
function isHeader(line: readonly Cell[]): boolean {
  return line.length > 0 && !line.some(cell => typeof cell !== 'string' || /^\d{4}-\d\d-\d\d/.test(cell))
}

/** Lines of cells; of what is switched off on a server only marks are left. */
type File = readonly unknown[]

/** In a loop, because `every` passes over the holes of an array. */
function isFile(value: unknown): value is File {
  if (!Array.isArray(value)) return false
  for (const line of value) if (!Array.isArray(line) && !isMark(line)) return false
  return true
}
