import { createHash } from 'node:crypto'
import type { IncomingDevice } from '../../formats/incoming.ts'
import { canonicalJson } from './text.ts'

/** More is no description of a device. */
const MAX_BYTES = 4_096

const ids = new WeakMap<IncomingDevice, number | null>()

/**
 * The id of a device: 48 bits of the hash of all that it says, so that whoever reads the same knows the same device.
 * Null where there is nothing that could be stored. Records share the objects, so that a hash is made once for each.
 */
export function idOfDevice(device: IncomingDevice | undefined): number | null {
  if (device === undefined) return null
  let id = ids.get(device)
  if (id === undefined) {
    const json = canonicalJson(device, { maxDepth: 1, maxBytes: MAX_BYTES })
    const isKnown = json.ok && json.text !== '{}'
    id = isKnown ? createHash('sha256').update(json.text).digest().readUIntBE(0, 6) : null
    ids.set(device, id)
  }
  return id
}
