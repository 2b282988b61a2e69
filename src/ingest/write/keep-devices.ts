import type { ClientBase } from 'pg'
import type { IncomingDevice } from '../../formats/incoming.ts'

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
