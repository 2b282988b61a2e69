import type { Incoming } from './incoming.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'

/**
 * Reads each envelope of a body, which is one itself or an array of them, as lines of JSON are too; each has its own
 * path. An element of the array that is none is an item, and refused.
 */
export function* readEachEnvelope(
  body: unknown,
  isEnvelope: (value: JsonObject) => boolean,
  read: (envelope: JsonObject, path: string) => Iterable<Incoming>,
): Generator<Incoming, void, undefined> {
  if (!Array.isArray(body)) {
    if (isJsonObject(body) && isEnvelope(body)) yield* read(body, '')
    return
  }
  for (const [index, envelope] of body.entries()) {
    if (isJsonObject(envelope) && isEnvelope(envelope)) yield* read(envelope, `/${index}`)
    else yield { kind: 'nothing', path: '', index, countedAs: 'unknown', detail: 'not an envelope' }
  }
}
