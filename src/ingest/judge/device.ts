import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
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

/** Stores what is not yet known of these devices, by their ids. */
export async function keepDevices(
  client: ClientBase,
  userId: string,
  devices: ReadonlyMap<number, IncomingDevice>,
): Promise<void> {
  if (devices.size === 0) return
  await client.query(
    `insert into devices (user_id, id, detail)
     select $1, id, detail::jsonb from unnest($2::bigint[], $3::text[]) as device (id, detail) order by id
     on conflict do nothing`,
    [userId, [...devices.keys()], [...devices.values()].map(device => JSON.stringify(device))],
  )
}
