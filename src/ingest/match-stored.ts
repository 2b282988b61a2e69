import { HEADER_BYTES } from './binary-rows.ts'
import { binaryForms } from './binary-values.ts'
import { timeOf } from './entries.ts'
import { columnsOf, identifyingUngrouped } from './kind-columns.ts'
import { type Sourced, sourceStored } from './merge-rows.ts'
import type { Portion } from './portion.ts'
import type { Column, Row, StorageKind, Value } from './storage-kind.ts'
import { stableJson } from './text.ts'
import type { Writing } from './write-rows.ts'

const COUNT_BYTES = 2
const LENGTH_BYTES = 4
const UUID_BYTES = 16

/** What is stored of rows, by their indexes. */
export interface StoredRows {
  /** 1 where a row is stored as it is, and nothing would come of merging it. */
  same: Uint8Array
  /** The stored ones of all others that are. */
  others: Map<number, Sourced>
}

/**
 * Finds which row of a portion a stored one is, and whether it is the same in all. Both are in the binary form of COPY, where
 * equal values have equal bytes; jsonb alone has not.
 */
export class MatchStored {
  readonly stored: StoredRows
  private readonly kind: StorageKind
  private readonly columns: readonly Column[]
  private readonly identityColumns: number
  private readonly ungroupedColumns: number
  private readonly timeColumn: number
  private readonly rows: readonly Row[]
  private readonly times: Float64Array
  private readonly bytes: Buffer
  private readonly starts: Uint32Array
  /** How far behind the start of a row its columns begin. */
  private readonly valuesAt: number
  private readonly ingestion: Buffer
  private readonly affirm: boolean
  private readonly canonical = new Map<string, string>()
  /** Where each column of the stored row at hand begins, with its length, and where the last one ends. */
  private readonly places: Int32Array
  /** Stored rows mostly come in the order of ours. */
  private next = 0

  constructor({ userId, ingestionId, affirm }: Writing, portion: Portion) {
    const { kind, rows } = portion
    const { bytes, starts, beginning } = portion.encode({ userId, ingestionId })
    this.kind = kind
    this.columns = columnsOf(kind)
    this.identityColumns = kind.identity.length
    this.ungroupedColumns = this.identityColumns + identifyingUngrouped(kind).length
    this.timeColumn = kind.identity.findIndex(({ name }) => name === timeOf(kind))
    this.rows = rows
    this.times = timesOf(kind, rows)
    this.bytes = bytes
    this.starts = starts
    this.valuesAt = beginning.length
    this.ingestion = beginning.subarray(-UUID_BYTES)
    this.affirm = affirm
    this.places = new Int32Array(this.columns.length + 1)
    this.stored = { same: new Uint8Array(rows.length), others: new Map() }
  }

  /**
   * @param copied a message of COPY: the columns of the kind, `ingestion_id` and `field_ingestions`
   * @returns how many rows it holds
   */
  take(copied: Buffer): number {
    let count = 0
    for (let at = HEADER_BYTES; copied.readInt16BE(at) !== -1; count++) {
      at = this.takeRow(copied, at + COUNT_BYTES)
    }
    return count
  }

  /** @returns where the row ends */
  private takeRow(copied: Buffer, start: number): number {
    const { places, columns } = this
    let at = start
    for (let column = 0; column < columns.length; column++) {
      places[column] = at
      at += LENGTH_BYTES + Math.max(copied.readInt32BE(at), 0)
    }
    places[columns.length] = at
    const fieldsAt = at + LENGTH_BYTES + UUID_BYTES
    const fieldsLength = copied.readInt32BE(fieldsAt)
    const index = this.find(copied)
    if (index !== undefined) {
      const isLater = copied.compare(this.ingestion, 0, UUID_BYTES, at + LENGTH_BYTES, fieldsAt) <= 0
      if (fieldsLength < 0 && isLater && !this.affirm && this.isSame(copied, index))
        this.stored.same[index] = 1
      else this.stored.others.set(index, this.read(copied))
    }
    return fieldsAt + LENGTH_BYTES + Math.max(fieldsLength, 0)
  }

  /** The index of our row that is the same record as the stored one. */
  private find(copied: Buffer): number | undefined {
    const { times, places } = this
    const us = binaryForms.timestamptz!.read(copied, places[this.timeColumn]! + LENGTH_BYTES, 8) as number
    if (times[this.next] !== us) this.next = firstNotBefore(times, us)
    for (let index = this.next; times[index] === us; index++) {
      if (!this.isSameRecord(copied, index)) continue
      this.next = times[index + 1] === us ? this.next : index + 1
      return index
    }
    return undefined
  }

  private isSameRecord(copied: Buffer, index: number): boolean {
    const columns = this.rows[index]!.grouped ? this.identityColumns : this.ungroupedColumns
    const start = this.places[0]!
    const length = this.places[columns]! - start
    const ours = this.starts[index]! + this.valuesAt
    // A longer one would end in another row of ours, or behind the last.
    if (ours + length > this.starts[index + 1]!) return false
    return copied.compare(this.bytes, ours, ours + length, start, start + length) === 0
  }

  private isSame(copied: Buffer, index: number): boolean {
    const { places, columns, bytes } = this
    const [start, end] = [places[0]!, places[columns.length]!]
    let ours = this.starts[index]! + this.valuesAt
    if (copied.compare(bytes, ours, this.starts[index + 1]!, start, end) === 0) return true
    for (let column = 0; column < columns.length; column++) {
      const at = places[column]!
      const length = LENGTH_BYTES + Math.max(bytes.readInt32BE(ours), 0)
      const isEqual = copied.compare(bytes, ours, ours + length, at, places[column + 1]!) === 0
      if (!isEqual && !this.isSameJson(copied, column, index)) return false
      ours += length
    }
    return true
  }

  private isSameJson(copied: Buffer, column: number, index: number): boolean {
    const { name, type } = this.columns[column]!
    const ours = this.rows[index]![name] ?? null
    return type === 'jsonb' && ours !== null && this.readColumn(copied, column) === ours
  }

  private read(copied: Buffer): Sourced {
    const row: Record<string, Value> = {}
    for (const [column, { name }] of this.columns.entries()) row[name] = this.readColumn(copied, column)
    const at = this.places[this.columns.length]! + LENGTH_BYTES
    return sourceStored(this.kind, row, readUuid(copied, at), readUuids(copied, at + UUID_BYTES))
  }

  private readColumn(copied: Buffer, column: number): Value {
    const at = this.places[column]!
    const length = copied.readInt32BE(at)
    if (length < 0) return null
    const { type } = this.columns[column]!
    const value = binaryForms[type]!.read(copied, at + LENGTH_BYTES, length)
    return type === 'jsonb' ? this.canonicalOf(value as string) : value
  }

  /** PostgreSQL's text of jsonb as ours: a few of them are in many rows. */
  private canonicalOf(json: string): string {
    let known = this.canonical.get(json)
    if (known === undefined) {
      known = stableJson(JSON.parse(json))
      this.canonical.set(json, known)
    }
    return known
  }
}

function timesOf(kind: StorageKind, rows: readonly Row[]): Float64Array {
  const time = timeOf(kind)
  const times = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) times[index] = rows[index]![time] as number
  return times
}

/** The first index whose time is not before a time; they ascend. */
function firstNotBefore(times: Float64Array, us: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < us) low = middle + 1
    else high = middle
  }
  return low
}

function readUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Dimensions, whether there are nulls, the type; length and lower bound of the one dimension; the elements. */
const ARRAY_HEADER_BYTES = 20

/** An array of uuid with its length before it; null for none. */
function readUuids(bytes: Buffer, start: number): (string | null)[] | null {
  const length = bytes.readInt32BE(start)
  if (length < 0) return null
  const end = start + LENGTH_BYTES + length
  const uuids: (string | null)[] = []
  let at = start + LENGTH_BYTES + ARRAY_HEADER_BYTES
  while (at < end) {
    const isNull = bytes.readInt32BE(at) < 0
    at += LENGTH_BYTES
    uuids.push(isNull ? null : readUuid(bytes, at))
    if (!isNull) at += UUID_BYTES
  }
  return uuids
}
