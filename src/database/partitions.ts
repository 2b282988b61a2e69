import { escapeIdentifier, escapeLiteral, type Pool, type PoolClient } from 'pg'
import { isDuplicateTable } from './database-error.ts'
import {
  boundsOf,
  type MonthIndex,
  monthOf,
  monthsToKeepReady,
  type PartitionRange,
  planPartitions,
  startOfMonth,
} from './partition-range.ts'
import { inTransaction } from './transaction.ts'

/** Any number that nothing else locks, used with the table: two that create the same partition would collide. */
const partitionLock = 481_516
/** How long an ingest may wait for the DDL of others before it says so. */
const lockTimeoutMs = 5000

/**
 * Room for every instant in the tables that are partitioned by time. What exists is remembered, so that an ingest into
 * known months asks the database nothing.
 */
export class Partitions {
  readonly #pool: Pool
  readonly #now: () => number
  #known: Map<string, Set<MonthIndex>> | undefined

  constructor(pool: Pool, now: () => number = Date.now) {
    this.#pool = pool
    this.#now = now
  }

  /**
   * Creates what these instants still lack, in a transaction of its own: call it before the one that inserts.
   * @param table a table in schema public that is partitioned by range of time
   * @param instants milliseconds since 1970, already judged to lie between 1900 and 48 hours from now
   */
  async ensure(table: string, instants: Iterable<number>): Promise<void> {
    const missing = missingFrom(await this.#knownMonths(table), instants)
    if (missing.size > 0) await this.#create(table, missing)
  }

  /** Learns what exists, where that is not remembered. */
  async learn(): Promise<void> {
    await this.#load()
  }

  /** Whether these instants lack nothing, as far as is remembered: the database is not asked. */
  has(table: string, instants: Iterable<number>): boolean {
    const known = this.#known?.get(table)
    return known !== undefined && missingFrom(known, instants).size === 0
  }

  /**
   * Creates the months from two years back to twelve months ahead, of every partitioned table.
   * @returns how many partitions were created
   */
  async createAhead(): Promise<number> {
    this.forget()
    // Tables do not wait for each other: the first start makes hundreds of partitions.
    const created = await Promise.all(
      [...(await this.#load())].map(([table, known]) => {
        const missing = monthsToKeepReady(this.#now()).filter(month => !known.has(month))
        return missing.length > 0 ? this.#create(table, missing) : 0
      }),
    )
    return created.reduce((sum, count) => sum + count, 0)
  }

  /** For when an insert found no partition although we remember one: somebody removed it. */
  forget(): void {
    this.#known = undefined
  }

  async #knownMonths(table: string): Promise<Set<MonthIndex>> {
    const known = (await this.#load()).get(table)
    if (!known) throw new Error(`${table} is not a table partitioned by range`)
    return known
  }

  async #load(): Promise<Map<string, Set<MonthIndex>>> {
    this.#known ??= await readKnownMonths(this.#pool)
    return this.#known
  }

  async #create(table: string, months: Iterable<MonthIndex>): Promise<number> {
    try {
      return await this.#tryToCreate(table, months)
    } catch (error) {
      // Somebody who does not know our lock was quicker, so the second attempt has less to do.
      if (isDuplicateTable(error)) return this.#tryToCreate(table, months)
      throw error
    }
  }

  async #tryToCreate(table: string, months: Iterable<MonthIndex>): Promise<number> {
    const { known, created } = await inTransaction(this.#pool, async client => {
      await client.query(
        `set local lock_timeout = ${lockTimeoutMs}; select pg_advisory_xact_lock(${partitionLock}, hashtext(${escapeLiteral(table)}))`,
      )
      // What we remembered may be old: another process may have been here while we waited.
      const known = (await readKnownMonths(client)).get(table) ?? new Set<MonthIndex>()
      const ranges = planPartitions(months, known, this.#now())
      if (ranges.length > 0) await client.query(ranges.map(range => createPartition(table, range)).join('\n'))
      for (const { from, to } of ranges) for (let month = from; month < to; month++) known.add(month)
      return { known, created: ranges.length }
    })
    this.#known?.set(table, known)
    return created
  }
}

function missingFrom(known: ReadonlySet<MonthIndex>, instants: Iterable<number>): Set<MonthIndex> {
  const missing = new Set<MonthIndex>()
  let [from, to] = [0, 0]
  for (const instant of instants) {
    // Instants in a row are mostly of one month: told by comparing, without a Date for each.
    if (instant >= from && instant < to) continue
    const month = monthOf(instant)
    ;[from, to] = boundsOf(month)
    if (!known.has(month)) missing.add(month)
  }
  return missing
}

/**
 * Made beside the table and then attached: that lets inserts and reads of the table go on, where CREATE TABLE …
 * PARTITION OF would shut them out. Indexes and constraints that are alike become parts of the table's own.
 */
function createPartition(table: string, { suffix, from, to }: PartitionRange): string {
  const parent = `public.${escapeIdentifier(table)}`
  const partition = `public.${escapeIdentifier(`${table}_${suffix}`)}`
  return `create table ${partition} (like ${parent} including all);
    alter table ${parent} attach partition ${partition}
      for values from ('${startOfMonth(from)}') to ('${startOfMonth(to)}');`
}

/** Every table in schema public that is partitioned by range, with the months for which it has a partition. */
async function readKnownMonths(client: Pool | PoolClient): Promise<Map<string, Set<MonthIndex>>> {
  const { rows } = await client.query<{ table: string; from: Date | null; to: Date | null }>(
    `select parent.relname as "table", bound[1]::timestamptz as "from", bound[2]::timestamptz as "to"
     from pg_partitioned_table
     join pg_class parent on parent.oid = partrelid
     left join pg_inherits on inhparent = parent.oid
     left join pg_class child on child.oid = inhrelid
     left join lateral regexp_match(
       pg_get_expr(child.relpartbound, child.oid), $$FROM \\('([^']+)'\\) TO \\('([^']+)'\\)$$) as bound on true
     where partstrat = 'r' and parent.relnamespace = 'public'::regnamespace and not parent.relispartition
     order by 1, 2`,
  )
  const known = new Map<string, Set<MonthIndex>>()
  for (const { table, from, to } of rows) {
    const months = known.get(table) ?? new Set()
    known.set(table, months)
    if (from && to)
      for (let month = monthOf(from.getTime()); month < monthOf(to.getTime()); month++) months.add(month)
  }
  return known
}
