import type { Pool } from 'pg'

export interface Partition {
  table: string
  partition: string
  /** First instant, and the first that is no longer in it; null where the partition has no such bound. */
  from: Date | null
  to: Date | null
  /** As of the last ANALYZE; null before the first. */
  estimatedRows: number | null
  /** With indexes and out-of-line values. */
  bytes: number
}

/** Every partition of the tables in schema public that are partitioned by range, by table and time. */
export async function listPartitions(pool: Pool): Promise<Partition[]> {
  const { rows } = await pool.query<Partition>(
    `select
       parent.relname as "table",
       child.relname as "partition",
       bound[1]::timestamptz as "from",
       bound[2]::timestamptz as "to",
       nullif(child.reltuples, -1)::float8 as "estimatedRows",
       pg_total_relation_size(child.oid)::float8 as "bytes"
     from pg_partitioned_table
     join pg_class parent on parent.oid = partrelid
     join pg_inherits on inhparent = parent.oid
     join pg_class child on child.oid = inhrelid
     left join lateral regexp_match(
       pg_get_expr(child.relpartbound, child.oid), $$FROM \\('([^']+)'\\) TO \\('([^']+)'\\)$$) as bound on true
     where partstrat = 'r' and parent.relnamespace = 'public'::regnamespace
     order by parent.relname, bound[1]::timestamptz`,
  )
  return rows
}
