import type { ClientBase } from 'pg'
import { decodeColumns, encodeColumns, incomingTable, readColumns } from './column-sql.ts'
import { timeOf } from './entries.ts'
import { nextHour } from './hours.ts'
import { type Sourced, sourceRow } from './merge-rows.ts'
import { hasMergeState } from './merge-state.ts'
import type { Column, Row, StorageKind } from './storage-kind.ts'
import { Streams } from './streams.ts'
import { findStretches, type Stretch } from './stretches.ts'
import { stableJson } from './text.ts'

/** Fewer rows are looked for at once. */
const LOOK_FROM_ROWS = 500

/**
 * What is stored of these rows.
 * @param rows distinct by identity, sorted by time
 * @returns by index in `rows`
 */
export async function readStored(
  client: ClientBase,
  kind: StorageKind,
  userId: string,
  rows: readonly Row[],
): Promise<Map<number, Sourced>> {
  const sought =
    rows.length < LOOK_FROM_ROWS ? everyIndex(rows) : await chooseSought(client, kind, userId, rows)
  const stored = new Map<number, Sourced>()
  for (const indexes of gatherByTime(kind, rows, sought)) {
    const found = await findStored(
      client,
      kind,
      userId,
      indexes.map(index => rows[index]!),
    )
    for (const [index, sourced] of found) stored.set(indexes[index]!, sourced)
  }
  return stored
}

/** Longer gaps are worth a statement of their own: one for rows of years apart is planned for all partitions between. */
const LONGEST_GAP_US = 40 * 86_400 * 1_000_000
const MAX_STATEMENTS = 4

function gatherByTime(kind: StorageKind, rows: readonly Row[], sought: readonly number[]): number[][] {
  const timeAt = (index: number) => rows[index]![timeOf(kind)] as number
  const gathered: number[][] = []
  let lastUs = -Infinity
  for (const index of sought) {
    const us = timeAt(index)
    if (us - lastUs > LONGEST_GAP_US) gathered.push([])
    gathered.at(-1)!.push(index)
    lastUs = us
  }
  return gathered.length > MAX_STATEMENTS ? [[...sought]] : gathered
}

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
    const sourced = sourceRow(kind, row, read.ingestion_id)
    const known: (string | null)[] | null = read.field_ingestions
    // A row may be older than the fields that were appended since: of those it knows nothing, and from nobody.
    const fieldIngestions = known
      ? kind.fields.map((_, index) => known[index] ?? null)
      : sourced.fieldIngestions
    stored.set(read.index, { row, fieldIngestions })
  }
  return stored
}

const everyIndex = (rows: readonly Row[]): number[] => Array.from(rows.keys())

/** Which rows may be stored. Where a history is imported hardly any is, and looking for each would take half of the time. */
async function chooseSought(
  client: ClientBase,
  kind: StorageKind,
  userId: string,
  rows: readonly Row[],
): Promise<number[]> {
  const { rolledUp } = kind
  if (!rolledUp) return (await hasRowsBetween(client, kind, userId, rows)) ? everyIndex(rows) : []
  const streams = new Streams((stream): Stretch => ({ ...stream, firstS: Infinity, lastS: -Infinity }))
  // All numbers of a row are summed up where one is.
  const { component } = rolledUp.numbers[0]!
  const ofRows = rows.map(row => {
    // A grouped row may be stored with another source.
    if (row.grouped) return undefined
    const stream = streams.of(rolledUp, component, row)
    const momentS = (row[timeOf(kind)] as number) / 1_000_000
    if (momentS < stream.firstS) stream.firstS = momentS
    if (momentS > stream.lastS) stream.lastS = momentS
    return stream
  })
  const found = await findStretches(client, userId, streams.all())
  const empty = new Set(found.filter(({ isEmpty }) => isEmpty).map(({ stream }) => stream))
  const isSought = (index: number) => {
    const stream = ofRows[index]
    if (!stream || !empty.has(stream)) return true
    return (rows[index]![timeOf(kind)] as number) / 1_000_000 < nextHour(stream.firstS)
  }
  return everyIndex(rows).filter(isSought)
}

/**
 * Whether anything is stored in the range of the rows' times, of what their identities begin with.
 */
async function hasRowsBetween(
  client: ClientBase,
  kind: StorageKind,
  userId: string,
  rows: readonly Row[],
): Promise<boolean> {
  const begins = kind.identity.slice(
    0,
    kind.identity.findIndex(({ type }) => type === 'timestamptz'),
  )
  const values = begins.map(({ name }) => [...new Set(rows.map(row => row[name]))])
  const conditions = begins.map(({ name }, index) => `stored.${name} = any ($${index + 4})`)
  const { rows: found } = await client.query<{ found: boolean }>(
    `select exists (
       select from ${kind.table} as stored
       where ${['stored.user_id = $1', withinTimes(kind), ...conditions].join(' and ')}
     ) as found`,
    [userId, ...timeRange(kind, rows), ...values],
  )
  return found[0]!.found
}

/** The columns that a merge reads and writes. */
export function columnsOf(kind: StorageKind): Column[] {
  return [...kind.identity, ...kind.fields, ...stateOf(kind)]
}

export function stateOf(kind: StorageKind): Column[] {
  return hasMergeState(kind) ? [{ name: 'merge_state', type: 'jsonb' }] : []
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

/** The fields that are a part of the identity, except in grouped rows. */
export const identifyingUngrouped = ({ fields }: StorageKind): Column[] =>
  fields.filter(field => field.identifiesUngrouped)

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
