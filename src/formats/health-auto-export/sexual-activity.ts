import type { Incoming, Place } from '../incoming.ts'
import { createBareObject, type JsonObject } from '../json-object.ts'
import { type MetricHeader, readDatum } from './datum.ts'

const countKeys: ReadonlySet<string> = new Set(['Unspecified', 'Protection Used', 'Protection Not Used'])

/**
 * `{date, "Unspecified": n, "Protection Used": n, "Protection Not Used": n}`: one sample whose value is the sum, with
 * the counts in its detail. Three samples would share metric, time and source, which makes them one record.
 */
export function readSexualActivity(datum: JsonObject, header: MetricHeader, place: Place): Incoming {
  const counts = Object.keys(datum).filter(key => countKeys.has(key) && datum[key] !== null)
  if (counts.length === 0 || Object.hasOwn(datum, 'qty')) return readDatum(datum, header, place)
  const summed = createBareObject<unknown>()
  for (const key of Object.keys(datum)) summed[key] = datum[key]
  summed.qty = sumCounts(counts.map(key => datum[key]))
  return readDatum(summed, header, place)
}

/** A count that is no number stands for the whole, so that ingest/ rejects the item instead of a wrong sum being kept. */
function sumCounts(counts: unknown[]): unknown {
  let sum = 0
  for (const count of counts) {
    if (typeof count !== 'number') return count
    sum += count
  }
  return sum
}
