import type { Incoming, Place } from './incoming.ts'
import { readRedacted } from './redaction.ts'

export type ReadElement = (element: unknown, place: Place) => Incoming | Iterable<Incoming>

/** Reads the elements of an array, each in its place: one item each, also where a redaction left a mark. */
export function* readEach(
  elements: readonly unknown[],
  path: string,
  read: ReadElement,
): Generator<Incoming, void, undefined> {
  for (let index = 0; index < elements.length; index++) {
    const place = { path, index }
    const records = readRedacted(elements[index], place) ?? read(elements[index], place)
    if (Symbol.iterator in records) yield* records
    else yield records
  }
}
