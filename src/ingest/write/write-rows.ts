import type { ClientBase } from 'pg'
import type { Acting } from '../../database/as-user.ts'
import { inTurns } from '../in-turns.ts'
import type { Column, Row, StorageKind } from '../judge/storage-kind.ts'
import { orderOfItem } from '../report-order.ts'
import type { Stretches } from '../rollups/stretches.ts'
import { copyMessage, pickRows } from '../rows/binary-rows.ts'
import { encodeColumns, incomingTable } from '../rows/column-sql.ts'
import type { RowOwner } from '../rows/entries.ts'
import { columnsOf, identifyingUngrouped, stateOf } from '../rows/kind-columns.ts'
import type { Portion } from '../rows/portion.ts'
import { insertRows } from './insert-rows.ts'
import type { StoredRows } from './match-stored.ts'
import { type Merged, mergeRows, type Sourced, sourceRow } from './merge-rows.ts'
import { noteUpdate } from './row-updates.ts'
import { readStored, sameColumns, timeRange, withinTimes } from './stored-rows.ts'

const ROWS_PER_STEP = 16
/** Of one statement: to make its parameters is the work of a few milliseconds. */
const ROWS_PER_UPDATE = 2_000

export type Outcome = 'inserted' | 'updated' | 'duplicate'

export interface Writing extends RowOwner {
  /** Of the transaction. */
  stretches: Stretches
  /** How many items of the body were written before, in slices of their own. */
  firstPosition: number
  /**
   * An earlier ingestion of this user is still to be written. Rows that are equal to the stored ones then leave their
   * ingestion's id all the same, or the earlier one would take itself for the latest.
   */
  affirm: boolean
}

/** What becomes of the rows of a portion, by their indexes; the others are stored as they are. */
export interface Comparison {
  /** Ascending. */
  fresh: number[]
  changed: Change[]
}

/** A stored row, and what becomes of it. */
export interface Change {
  index: number
  stored: Row
  merged: Merged
}

/** What would become of the rows of a portion: see {@link writeRows}. Changes nothing. */
export async function compareRows(
  client: ClientBase,
  writing: Writing,
  portion: Portion,
): Promise<Comparison> {
  const stored = await readStored(client, writing, portion)
  // Merging tens of thousands of rows takes most of a second, in which nobody else must have to wait.
  return inTurns(compare(writing, portion, stored))
}

function* compare(
  writing: Writing,
  portion: Portion,
  { same, others }: StoredRows,
): Generator<void, Comparison, void> {
  const { kind, size } = portion
  const fresh: number[] = []
  const changed: Change[] = []
  for (let index = 0; index < size; index++) {
    if (same[index]) continue
    const stored = others.get(index)
    if (!stored) {
      fresh.push(index)
      continue
    }
    const merged = mergeIncoming(kind, writing, stored, portion.rowAt(index))
    if (index % ROWS_PER_STEP === 0) yield
    if (merged.changed || merged.hiddenChanged || (writing.affirm && merged.affirmed)) {
      changed.push({ index, stored: stored.row, merged })
    }
  }
  return { fresh, changed }
}

/**
 * Gives the rows of a portion their outcomes. A row that changed in what it hides alone counts as a duplicate: its client
 * sees nothing of it.
 */
export function noteOutcomes(portion: Portion, { fresh, changed }: Comparison): void {
  for (let index = 0; index < portion.size; index++) portion.note(index, 'duplicate')
  for (const index of fresh) portion.note(index, 'inserted')
  for (const { index, merged } of changed) if (merged.changed) portion.note(index, 'updated')
}

/**
 * Writes rows of one kind. Reads what is stored of them, inserts what is new,
 * updates what a merge changes and leaves the rest alone. Right only while nobody else writes this user's rows (the
 * caller holds the user's lock); the primary key refuses what slips past that.
 */
export async function writeRows(acting: Acting, writing: Writing, portion: Portion): Promise<Comparison> {
  const { client } = acting
  const comparison = await compareRows(client, writing, portion)
  const { fresh, changed } = comparison
  if (fresh.length > 0) await insertFresh(acting, writing, portion, fresh)
  for (let start = 0; start < changed.length; start += ROWS_PER_UPDATE) {
    await updateRows(client, portion.kind, writing, changed.slice(start, start + ROWS_PER_UPDATE))
  }
  if (changed.length > 0 || writing.affirm) await noteUpdate(client, writing.userId)
  return comparison
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

async function insertFresh(
  acting: Acting,
  { userId, ingestionId }: Writing,
  portion: Portion,
  fresh: readonly number[],
): Promise<void> {
  const { kind, encoded } = portion
  const ids = { user_id: userId, ingestion_id: ingestionId }
  await insertRows(
    acting,
    { table: kind.table, ids, columns: columnsOf(kind) },
    {
      count: fresh.length,
      rows: () => fresh.map(index => portion.rowAt(index)),
      message: () => copyMessage(pickRows(encoded, fresh)),
    },
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
