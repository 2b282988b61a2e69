import type { ClientBase } from 'pg'
import type { StorageKind } from '../judge/storage-kind.ts'
import { timeOf } from '../rows/entries.ts'
import { groupColumnOf } from '../rows/kind-columns.ts'

/** Where rows of a kind may be: times are epoch microseconds. */
interface Range {
  userId: string
  /** Of a kind whose rows are grouped, the groups. */
  groupNames: readonly string[]
  firstUs: number
  lastUs: number
}

/** Whether a row of a kind is stored there: one look into the index of the primary key, sooner done than looking for each. */
export async function hasRows(
  client: ClientBase,
  kind: StorageKind,
  { userId, groupNames, firstUs, lastUs }: Range,
): Promise<boolean> {
  const [time, group] = [timeOf(kind), groupColumnOf(kind)]
  const { rows } = await client.query<{ hasRows: boolean }>(
    `select exists (
       select from ${kind.table}
       where user_id = $1 and ${time} between to_timestamp($2::double precision / 1000000)
           and to_timestamp($3::double precision / 1000000)
         ${group === undefined ? '' : `and ${group} = any($4::text[])`}
     ) as "hasRows"`,
    [userId, firstUs, lastUs, ...(group === undefined ? [] : [groupNames])],
  )
  return rows[0]!.hasRows
}
