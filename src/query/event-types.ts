import type { ClientBase } from 'pg'

export interface EventType {
  type: string
  count: number
  /** Of the starts. */
  firstAt: Date
  lastAt: Date
}

/** A page of the types that a user has events of, in the order of their names. */
export async function listEventTypes(
  client: ClientBase,
  { userId, after, limit }: { userId: string; after?: readonly [type: string] | undefined; limit: number },
): Promise<EventType[]> {
  const { rows } = await client.query(
    `select type, count(*)::int as count, min(started_at) as first_at, max(started_at) as last_at
     from health_events where user_id = $1 and ($2::text is null or type > $2)
     group by type order by type limit $3`,
    [userId, after?.[0] ?? null, limit],
  )
  return rows.map(row => ({
    type: row.type,
    count: row.count,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }))
}
