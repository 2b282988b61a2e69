import type { QueryConfig } from 'pg'
import type { IncomingDevice } from '../../formats/incoming.ts'

/** Stores what is not yet known of these devices, by their ids. */
export const keepingDevices = (
  userId: string,
  devices: ReadonlyMap<number, IncomingDevice>,
): QueryConfig => ({
  text: `insert into devices (user_id, id, detail)
     select $1, id, detail::jsonb from unnest($2::bigint[], $3::text[]) as device (id, detail) order by id
     on conflict do nothing`,
  values: [userId, [...devices.keys()], [...devices.values()].map(device => JSON.stringify(device))],
})
