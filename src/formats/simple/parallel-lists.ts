import { readEpochTime } from '../epoch-time.ts'
import type { Incoming } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { shareDetail } from '../share-detail.ts'
import { takeFields } from '../take-fields.ts'

/** The keys of a list of dates and the list of values beside it; before it had types, heartbridge sent heart rates. */
const pairs = [
  { dates: 'dates', values: 'values' },
  { dates: 'hrDates', values: 'hrValues', metric: 'heart_rate' },
] as const

/** Whether a value is heartbridge's `{type: "Heart Rate", dates: […], values: […]}`, or its older spelling. */
export function isParallelLists(value: unknown): value is JsonObject {
  return isJsonObject(value) && findLists(value) !== undefined
}

/**
 * A sample for each value and its date, which are one text instead of a list where there is only one. Lists of unequal
 * length still make one item of each element: what lacks its other half is judged, and refused.
 */
export function* readParallelLists(lists: JsonObject, path: string): Generator<Incoming, void, undefined> {
  const found = findLists(lists)
  if (!found) return
  const { metric, dates, values } = found
  const fields = takeFields(lists)
  for (const pair of pairs) for (const key of [pair.dates, pair.values]) fields.take(key)
  fields.take('type')
  const shared = {
    kind: 'sample',
    metric,
    unit: fields.takeText('unit', 'units'),
    source: fields.takeText('source', 'device'),
  } as const
  const detailOf = shareDetail(fields.rest())
  for (let index = 0; index < Math.max(dates.length, values.length); index++) {
    const detail = detailOf(index === 0)
    yield {
      ...shared,
      recordedAt: readEpochTime(dates[index]),
      value: values[index],
      path: `${path}/${found.key}`,
      index,
      ...(detail && { detail }),
    }
  }
}

function findLists(lists: JsonObject) {
  for (const pair of pairs) {
    const metric = 'metric' in pair ? pair.metric : lists.type
    if (typeof metric !== 'string' || metric === '') continue
    const [dates, values] = [listOf(lists[pair.dates]), listOf(lists[pair.values])]
    if (dates && values) return { metric, key: pair.values, dates, values }
  }
  return undefined
}

function listOf(written: unknown): readonly unknown[] | undefined {
  if (Array.isArray(written)) return written
  return typeof written === 'string' || typeof written === 'number' ? [written] : undefined
}
