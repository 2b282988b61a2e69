import type { Column, StorageKind, Value } from '../judge/storage-kind.ts'
import { stableJson } from '../judge/text.ts'
import { COUNT_BYTES, type EncodedRows, HEADER_BYTES } from '../rows/binary-rows.ts'
import { binaryForms, LENGTH_BYTES, readUuid, readUuids, UUID_BYTES } from '../rows/binary-values.ts'
import { timeOf } from '../rows/entries.ts'
import { columnsOf, identifyingUngrouped } from '../rows/kind-columns.ts'
import type { Portion } from '../rows/portion.ts'
import { type Sourced, sourceStored } from './merge-rows.ts'
import type { Writing } from './write-rows.ts'

/** What is stored of rows, by their indexes. */
export interface StoredRows {
  /** 1 where a row is stored as it is, and nothing would come of merging it. */
  same: Uint8Array
  /** The stored ones of all others that are. */
  others: Map<number, Sourced>
}

const ROWS_PER_STEP = 64

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
  /** -1 for kinds that have none. */
  private readonly groupedColumn: number
  private readonly times: Float64Array
  private readonly rows: EncodedRows
  private readonly ingestion: Buffer
  private readonly affirm: boolean
  private readonly canonical = new Map<string, string>()
  /** Where each column of the stored row at hand begins, with its length, and where the last one ends. */
  private readonly places: Int32Array
  /** Of the stored row at hand and the one that it was compared with last. */
  private areEqual = false
  /** Stored rows mostly come in the order of ours. */
  private next = 0

  constructor({ ingestionId, affirm }: Writing, portion: Portion) {
    const { kind, size, encoded } = portion
    this.kind = kind
    this.columns = columnsOf(kind)
    this.identityColumns = kind.identity.length
    this.ungroupedColumns = this.identityColumns + identifyingUngrouped(kind).length
    this.timeColumn = kind.identity.findIndex(({ name }) => name === timeOf(kind))
    this.groupedColumn = kind.identity.findIndex(({ name }) => name === 'grouped')
    this.times = new Float64Array(size)
    for (let index = 0; index < size; index++) this.times[index] = portion.timeAt(index)
    this.rows = encoded
    this.ingestion = Buffer.from(ingestionId.replaceAll('-', ''), 'hex')
    this.affirm = affirm
    this.places = new Int32Array(this.columns.length + 1)
    this.stored = { same: new Uint8Array(size), others: new Map() }
  }

  /**
   * Pauses now and then, for `inTurns`.
   * @param copied a message of COPY: the columns of the kind, `ingestion_id` and `field_ingestions`
   * @returns how many rows it holds
   */
  *take(copied: Buffer): Generator<void, number, void> {
    let count = 0
    for (let at = HEADER_BYTES; copied.readInt16BE(at) !== -1; ) {
      at = this.takeRow(copied, at + COUNT_BYTES)
      if (++count % ROWS_PER_STEP === 0) yield
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
      // The row's ingestion is the latest of those of its fields.
      const isLater = copied.compare(this.ingestion, 0, UUID_BYTES, at + LENGTH_BYTES, fieldsAt) <= 0
      if (isLater && !this.affirm && this.isSame(copied, index)) this.stored.same[index] = 1
      else this.stored.others.set(index, this.read(copied))
    }
    return fieldsAt + LENGTH_BYTES + Math.max(fieldsLength, 0)
  }

  /** The index of our row that is the same record as the stored one. */
  private find(copied: Buffer): number | undefined {
    const { times, places } = this
    const us = binaryForms.timestamptz.read(copied, places[this.timeColumn]! + LENGTH_BYTES, 8) as number
    if (times[this.next] !== us) this.next = firstNotBefore(times, us)
    for (let index = this.next; times[index] === us; index++) {
      // Mostly all of it is the same, and one look tells.
      if (!this.isEqual(copied, index) && !this.isSameRecord(copied, index)) continue
      this.next = times[index + 1] === us ? this.next : index + 1
      return index
    }
    return undefined
  }

  /** Whether the row and the stored one are the same bytes. */
  private isEqual(copied: Buffer, index: number): boolean {
    const { places, columns, rows } = this
    const [start, end] = [this.startOf(index), rows.starts[index + 1]!]
    const stored = places[columns.length]! - places[0]!
    this.areEqual =
      end - start === stored &&
      copied.compare(rows.bytes, start, end, places[0]!, places[columns.length]!) === 0
    return this.areEqual
  }

  private isSameRecord(copied: Buffer, index: number): boolean {
    const { places, groupedColumn, rows } = this
    const isGrouped = groupedColumn >= 0 && copied[places[groupedColumn]! + LENGTH_BYTES] === 1
    const start = places[0]!
    const end = places[isGrouped ? this.identityColumns : this.ungroupedColumns]!
    const ours = this.startOf(index)
    // A longer one would end in another row of ours, or behind the last.
    if (ours + end - start > rows.starts[index + 1]!) return false
    return copied.compare(rows.bytes, ours, ours + end - start, start, end) === 0
  }

  private isSame(copied: Buffer, index: number): boolean {
    if (this.areEqual) return true
    const { places, columns } = this
    const { bytes } = this.rows
    let ours = this.startOf(index)
    for (let column = 0; column < columns.length; column++) {
      const at = places[column]!
      const length = LENGTH_BYTES + Math.max(bytes.readInt32BE(ours), 0)
      const isEqual = copied.compare(bytes, ours, ours + length, at, places[column + 1]!) === 0
      if (!isEqual && !this.isSameJson(copied, column, ours)) return false
      ours += length
    }
    return true
  }

  private isSameJson(copied: Buffer, column: number, ours: number): boolean {
    const { bytes } = this.rows
    const length = bytes.readInt32BE(ours)
    if (this.columns[column]!.type !== 'jsonb' || length < 0) return false
    return this.readColumn(copied, column) === binaryForms.jsonb.read(bytes, ours + LENGTH_BYTES, length)
  }

  private startOf(index: number): number {
    return this.rows.starts[index]! + this.rows.valuesAt
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
    const value = binaryForms[type].read(copied, at + LENGTH_BYTES, length)
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
