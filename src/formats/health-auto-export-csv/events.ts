import type { FormatContext } from '../format.ts'
import { readKnownEvent, readUnknownEvent } from '../health-auto-export/events.ts'
import type { Incoming, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { jsonKeyOf, readColumn } from './column.ts'
import { type Cell, isFilled, readCell } from './lines.ts'
import { LocalTimes } from './local-time.ts'

/** Titles that say the same as a key of the app's JSON in other words. */
const jsonKeys: ReadonlyMap<string, string> = new Map([
  ['dateTime', 'date'],
  ['medication', 'displayText'],
  ['sources', 'source'],
  ['averageHeartRateBpm', 'averageHeartRate'],
])

const timeKeys: ReadonlySet<string> = new Set([
  'start',
  'startDate',
  'end',
  'endDate',
  'date',
  'time',
  'timestamp',
  'scheduledDate',
])
/** Text however it looks: a medicine may be called by a number. */
const textKeys: ReadonlySet<string> = new Set(['id', 'name', 'displayText', 'nickname', 'source', 'value'])

/** An event per line, read as the app's JSON has it, with the titles as keys. @param key of the JSON's array */
export function* readEvents(
  key: string,
  header: readonly unknown[],
  lines: Iterable<readonly [place: Place, cells: readonly Cell[]]>,
  { timezone }: FormatContext,
): Generator<Incoming> {
  const read = readKnownEvent(key) ?? readUnknownEvent(key)
  const columns = header.map((written, index) => {
    const { name, part, unit } = readColumn(written)
    const jsonKey = jsonKeyOf(part === undefined ? name : `${name} ${part}`) || `column_${index + 1}`
    return { key: jsonKeys.get(jsonKey) ?? jsonKey, unit }
  })
  const times = new LocalTimes(timezone)
  for (const [place, cells] of lines) {
    times.forget()
    const element = createBareObject<unknown>()
    for (const [index, cell] of cells.entries()) {
      if (!isFilled(cell)) continue
      const { key, unit } = columns[index] ?? { key: `column_${index + 1}` }
      // Of two columns with one title the first has the key.
      const free = key in element ? `column_${index + 1}` : key
      if (timeKeys.has(free)) element[free] = times.read(cell)
      else if (textKeys.has(free)) element[free] = cell
      else element[free] = unit === undefined ? readCell(cell) : { qty: readCell(cell), units: unit }
    }
    yield read(element, place)
  }
}
