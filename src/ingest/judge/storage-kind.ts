import type { RolledUp } from '../rollups/rollups.ts'

/** How a kind of record is stored: a kind only names its columns, what makes two rows the same, and how they merge. */

export type ColumnType =
  | 'timestamptz'
  | 'double precision'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'text'
  | 'jsonb'
  | 'text[]'
  | 'timestamptz[]'
  | 'double precision[]'

/** Times are epoch microseconds, jsonb is canonical JSON text, arrays are arrays of those. Null is unknown. */
export type Value = number | string | boolean | null | readonly (number | string | null)[]

export interface Column {
  name: string
  type: ColumnType
}

export interface Field extends Column {
  /**
   * What becomes of two known values: `latest` takes that of the later ingestion, `first` that of the earlier one,
   * `union` keeps the members of both lists, `keys` the keys of both JSON objects.
   */
  merge: 'latest' | 'first' | 'union' | 'keys'
  /** Rows of which this field never shrinks: the greater value stays, whichever ingestion it came from. */
  grows?: (row: Row) => boolean
  /** The growing field whose value says where this one is taken from: a sum and its source are of one report. */
  follows?: string
  /** Part of the identity, except in grouped rows. */
  identifiesUngrouped?: true
}

export type Row = Readonly<Record<string, Value>>

export interface StorageKind {
  table: string
  /** The columns of the primary key behind user_id; the first is a time and orders the rows. */
  identity: readonly Column[]
  /** In this order stand the ingestions in field_ingestions: append, never reorder. */
  fields: readonly Field[]
  /** Fields that must not descend: where a merge makes them, the later of the two decides. */
  ascending?: readonly (readonly string[])[]
  /**
   * Rows of this kind are points in columns that belong together: of two rows the one that holds more is taken whole,
   * so that a poorer export of the same workout erases nothing.
   */
  richest?: true
  /** Rows of this kind are summed up for statistics. */
  rolledUp?: RolledUp
  partitioned: boolean
}
