import type { Incoming, Place } from './incoming.ts'
import { readRedacted } from './redaction.ts'

export type ReadElement = (element: unknown, place: Place) => Incoming | Iterable<Incoming>

/** Reads the elements of an array, each in its place: one item each, also where a redaction left a mark. */
export function* readEach(
  elements: readonly unknown[],
  path: string,
  read: ReadElement,
): Generator<Incoming, void, undefined> {
  let index = 0
  // By its iterator, and once: a long array may be parsed piece by piece while it is read.
  for (const element of elements) {
    const place = { path, index: index++ }
    const records = readRedacted(element, place) ?? read(element, place)
    if (Symbol.iterator in records) yield* records
    else yield records
  }
}
