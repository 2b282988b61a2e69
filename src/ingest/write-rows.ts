import type { ClientBase } from 'pg'
import { encodeColumns, incomingTable } from './column-sql.ts'
import { copyEncoded, mayCopy } from './copy-rows.ts'
import { type Merged, mergeRows, type Sourced, sourceRow } from './merge-rows.ts'
import type { Portion, RowOwner } from './portion.ts'
import { orderOfItem } from './report-order.ts'
import type { Column, Row, StorageKind } from './storage-kind.ts'
import {
  columnsOf,
  identifyingUngrouped,
  readStored,
  sameColumns,
  stateOf,
  timeRange,
  withinTimes,
} from './stored-rows.ts'

export type Outcome = 'inserted' | 'updated' | 'duplicate'

/** What became of a row. `before` is what was stored, where that changed. */
interface Written {
  outcome: Outcome
  before?: Row
}

export interface Writing extends RowOwner {
  /** How many items of the body were written before, in slices of their own. */
  firstPosition: number
  /**
   * An earlier ingestion of this user is still to be written. Rows that are equal to the stored ones then leave their
   * ingestion's id all the same, or the earlier one would take itself for the latest.
   */
  affirm: boolean
}

/** What writing rows would do. */
interface Comparison {
  written: Written[]
  fresh: Row[]
  changed: Change[]
}

/** A stored row, and what becomes of it. */
interface Change {
  stored: Row
  merged: Merged
}

/** What would become of each row, in their order: see {@link writeRows}. Changes nothing. */
export async function compareRows(
  client: ClientBase,
  kind: StorageKind,
  writing: Writing,
  rows: readonly Row[],
): Promise<Comparison> {
  const stored = await readStored(client, kind, writing.userId, rows)
  const fresh: Row[] = []
  const changed: Change[] = []
  const written = rows.map((row, index): Written => {
    const known = stored.get(index)
    if (!known) {
      fresh.push(row)
      return { outcome: 'inserted' }
    }
    const merged = mergeIncoming(kind, writing, known, row)
    if (merged.changed || merged.hiddenChanged || (writing.affirm && merged.affirmed)) {
      changed.push({ stored: known.row, merged })
    }
    return merged.changed ? { outcome: 'updated', before: known.row } : { outcome: 'duplicate' }
  })
  return { written, fresh, changed }
}

/**
 * Writes rows of one kind. Reads what is stored of them, inserts what is new,
 * updates what a merge changes and leaves the rest alone. Right only while nobody else writes this user's rows (the
 * caller holds the user's lock); the primary key refuses what slips past that.
 * @returns what became of each row, in their order
 */
export async function writeRows(client: ClientBase, writing: Writing, portion: Portion): Promise<Written[]> {
  const { kind, rows } = portion
  const { written, fresh, changed } = await compareRows(client, kind, writing, rows)
  const isWhole = fresh.length === rows.length
  if (fresh.length > 0) await insertRows(client, writing, portion, isWhole ? rows : fresh)
  if (changed.length > 0) await updateRows(client, kind, writing, changed)
  return written
}

/**
 * A row of an earlier slice of the same body is a twin: the items of this slice are the later ones, and stay so when the
 * body is read again.
 */
function mergeIncoming(
  kind: StorageKind,
  { ingestionId, firstPosition }: Writing,
  known: Sourced,
  row: Row,
): Merged {
  const merged = mergeRows(kind, known, sourceRow(kind, row, ingestionId))
  if (firstPosition === 0 || !merged.changed || !known.fieldIngestions.includes(ingestionId)) return merged
  return mergeRows(kind, known, sourceRow(kind, row, orderOfItem(ingestionId, firstPosition)))
}

async function insertRows(
  client: ClientBase,
  writing: Writing,
  portion: Portion,
  rows: readonly Row[],
): Promise<void> {
  const { kind } = portion
  const columns = columnsOf(kind)
  if (portion.isForCopy(rows.length) && (await mayCopy(client, kind.table))) {
    const names = ['user_id', 'ingestion_id', ...columns.map(({ name }) => name)]
    return copyEncoded(client, kind.table, names, portion.encode(writing, rows))
  }
  const names = columns.map(({ name }) => name).join(', ')
  await client.query(
    `insert into ${kind.table} (user_id, ingestion_id, ${names})
     select $1, $2, ${names} from ${incomingTable(columns, 3)} order by position`,
    [writing.userId, writing.ingestionId, ...encodeColumns(columns, rows)],
  )
}

const provenance: Column[] = [
  { name: 'ingestion_id', type: 'text' },
  { name: 'field_ingestions', type: 'text' },
]

async function updateRows(
  client: ClientBase,
  kind: StorageKind,
  writing: Writing,
  changes: readonly Change[],
): Promise<void> {
  const written = [...kind.fields, ...stateOf(kind)]
  // A grouped row may be stored under another source than it has from now on.
  const places = identifyingUngrouped(kind).map(({ name, type }) => ({
    name: `stored_${name}`,
    was: name,
    type,
  }))
  const columns = [...columnsOf(kind), ...provenance, ...places]
  const rows = changes.map(({ stored, merged: { row, fieldIngestions } }) => ({
    ...row,
    ...describeProvenance(fieldIngestions, writing),
    ...Object.fromEntries(places.map(({ name, was }) => [name, stored[was]!])),
  }))
  const samePlace = places.map(({ name, was }) => `stored.${was} = incoming.${name}`)
  await client.query(
    `with incoming as materialized (select * from ${incomingTable(columns, 4)})
     update ${kind.table} as stored set
       ${written.map(({ name }) => `${name} = incoming.${name}`).join(', ')},
       ingestion_id = incoming.ingestion_id::uuid,
       field_ingestions = incoming.field_ingestions::uuid[]
     from incoming
     where ${['stored.user_id = $1', sameColumns(kind.identity), ...samePlace, withinTimes(kind)].join(' and ')}`,
    [writing.userId, ...timeRange(kind, rows), ...encodeColumns(columns, rows)],
  )
}

/** The latest ingestion of a row's fields, and those of all fields only where they differ. */
function describeProvenance(fieldIngestions: readonly (string | null)[], writing: Writing) {
  const known = fieldIngestions.filter(id => id !== null)
  const latest = known.reduce((a, b) => (a > b ? a : b), known[0] ?? writing.ingestionId)
  const differ = known.some(id => id !== latest)
  return {
    ingestion_id: latest,
    field_ingestions: differ ? `{${fieldIngestions.map(id => id ?? 'NULL').join(',')}}` : null,
  }
}
