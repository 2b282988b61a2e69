import type { ClientBase } from 'pg'
import type { Column, Row, StorageKind } from '../judge/storage-kind.ts'
import { stableJson } from '../judge/text.ts'
import { startOfHour } from '../rollups/hours.ts'
import { decodeColumns, encodeColumns, incomingTable, readColumns } from '../rows/column-sql.ts'
import { timeOf } from '../rows/entries.ts'
import { columnsOf, groupColumnOf, identifyingUngrouped } from '../rows/kind-columns.ts'
import type { Portion } from '../rows/portion.ts'
import { hasRows } from './has-rows.ts'
import type { StoredRows } from './match-stored.ts'
import { type Sourced, sourceStored } from './merge-rows.ts'
import { splitAtGaps } from './split-at-gaps.ts'
import { readStoredRange } from './stored-range.ts'
import type { Writing } from './write-rows.ts'

/** What is stored of the rows of a portion. */
export async function readStored(
  client: ClientBase,
  writing: Writing,
  portion: Portion,
): Promise<StoredRows> {
  const same = new Uint8Array(portion.size)
  const doubtful = await findDoubtful(writing, portion)
  if (!doubtful) {
    const inRange = await readStoredRange(client, writing, portion)
    return inRange ?? { same, others: await findStored(client, portion.kind, writing.userId, portion.rows()) }
  }
  const others = new Map<number, Sourced>()
  const timeAt = (place: number) => portion.timeAt(doubtful[place]!)
  for (const { start, end } of splitAtGaps(doubtful.length, timeAt, gaps)) {
    const indexes = doubtful.slice(start, end)
    if (!(await hasDoubtful(client, writing, portion, indexes))) continue
    const rows = indexes.map(index => portion.rowAt(index))
    const found = await findStored(client, portion.kind, writing.userId, rows)
    for (const [index, stored] of found) others.set(indexes[index]!, stored)
  }
  return { same, others }
}

/** The first hours of a few streams lie days or years apart, and hold little each. */
const gaps = { longestGapUs: 2 * 86_400 * 1_000_000, maxParts: 8 }

/** For fewer rows, looking for them is as quick as asking. */
const ASK_FROM_ROWS = 200

/**
 * The only rows of a portion that may be stored, where its streams have nothing behind the hours in which they begin: so it is
 * with nearly all of a history that is imported, also beside the other sources of a metric.
 * @returns their indexes; undefined where that may be any of them, or most
 */
async function findDoubtful({ stretches: known }: Writing, portion: Portion): Promise<number[] | undefined> {
  const { size, stretches } = portion
  if (!stretches || size < ASK_FROM_ROWS) return undefined
  // A grouped row may be stored under another source.
  if (stretches.some(({ groupingS }) => groupingS > 0)) return undefined
  const found = await known.find(stretches)
  if (found.some(({ isEmpty }) => !isEmpty)) return undefined
  const hours = new Set(stretches.map(({ firstS }) => startOfHour(firstS)))
  const doubtful: number[] = []
  for (let index = 0; index < size; index++) {
    if (hours.has(startOfHour(portion.timeAt(index) / 1_000_000))) doubtful.push(index)
  }
  return doubtful.length * 2 > size ? undefined : doubtful
}

/** Whether anything is stored between the first and the last of these rows. */
function hasDoubtful(
  client: ClientBase,
  { userId }: Writing,
  portion: Portion,
  indexes: readonly number[],
): Promise<boolean> {
  return hasRows(client, portion.kind, {
    userId,
    groupNames: groupColumnOf(portion.kind) === undefined ? [] : portion.firstValues(),
    firstUs: portion.timeAt(indexes[0]!),
    lastUs: portion.timeAt(indexes.at(-1)!),
  })
}

/** Looks for each row in the index. @param rows distinct by identity, sorted by time */
async function findStored(
  client: ClientBase,
  kind: StorageKind,
  userId: string,
  rows: readonly Row[],
): Promise<Map<number, Sourced>> {
  const keys = [...kind.identity, ...identifyingUngrouped(kind)]
  const columns = columnsOf(kind)
  const branches = sameRecord(kind).map(
    condition => `
     select incoming.position::integer - 1 as index, ${readColumns(columns, 'stored')},
       stored.ingestion_id, stored.field_ingestions
     from incoming join ${kind.table} as stored on stored.user_id = $1 and ${condition}
     where ${withinTimes(kind)}`,
  )
  const result = await client.query(
    `with incoming as materialized (select * from ${incomingTable(keys, 4)}) ${branches.join(' union all ')}`,
    [userId, ...timeRange(kind, rows), ...encodeColumns(keys, rows)],
  )
  const stored = new Map<number, Sourced>()
  for (const read of result.rows) {
    const row = decodeColumns(columns, read, stableJson)
    stored.set(read.index, sourceStored(kind, row, read.ingestion_id, read.field_ingestions))
  }
  return stored
}

/**
 * SQL: when `stored` and `incoming` are the same record. Two conditions where grouped rows have another identity, each of
 * nothing but equal columns, which an index finds: as one with `or` it would compare all rows of a moment with each other.
 */
function sameRecord(kind: StorageKind): string[] {
  const always = sameColumns(kind.identity)
  const ungrouped = sameColumns(identifyingUngrouped(kind))
  if (ungrouped === '') return [always]
  return [`${always} and not incoming.grouped and ${ungrouped}`, `${always} and incoming.grouped`]
}

/** SQL: whether these columns of `stored` and `incoming` are equal. */
export const sameColumns = (columns: readonly Column[]): string =>
  columns.map(({ name }) => `stored.${name} = incoming.${name}`).join(' and ')

/** The range of the rows' times, as constants: the planner then opens only their partitions. */
export function withinTimes(kind: StorageKind): string {
  const time = timeOf(kind)
  return `stored.${time} between to_timestamp($2::double precision / 1000000) and to_timestamp($3::double precision / 1000000)`
}

/** The first and the last time, which {@link withinTimes} takes as $2 and $3, in epoch microseconds. */
export function timeRange(kind: StorageKind, rows: readonly Row[]): [number, number] {
  const time = timeOf(kind)
  return [rows[0]![time] as number, rows.at(-1)![time] as number]
}
