import type { ClientBase } from 'pg'

/** What an account says of itself. */
export interface Account {
  id: string
  /** Lower case. */
  email: string
  /** IANA name: where the user's days begin. */
  timezone: string
  /** Of sources that report the same hour the first one in this list counts. Spelled as records store it. */
  sourcePriority: string[]
  /** In which a person wants to see numbers. */
  units: 'metric' | 'imperial'
  createdAt: Date
}

/** The account of the user; undefined once it is erased. */
export async function readAccount(
  client: ClientBase,
  { userId }: { userId: string },
): Promise<Account | undefined> {
  const { rows } = await client.query<Account>(
    `select id, email, timezone, source_priority as "sourcePriority", units, created_at as "createdAt"
     from users where id = $1`,
    [userId],
  )
  return rows[0]
}
