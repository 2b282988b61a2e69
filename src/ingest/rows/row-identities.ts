import type { StorageKind } from '../judge/storage-kind.ts'
import type { RowEncoder } from './binary-rows.ts'
import { LENGTH_BYTES } from './binary-values.ts'
import type { GrowingNumbers } from './growing-numbers.ts'
import { identifyingUngrouped } from './kind-columns.ts'

/**
 * Compares rows, in their bytes, by what makes two of them one record: the columns of the identity, which come first, and in
 * rows that are not grouped those behind them that identify these.
 */
export class RowIdentities {
  private readonly encoder: RowEncoder
  private readonly starts: GrowingNumbers
  private readonly columns: number
  private readonly ungroupedColumns: number
  /** The column that says whether a row is grouped; -1 for kinds that have none. */
  private readonly groupedColumn: number

  /** @param starts where each row begins in the encoder's bytes; it goes on to grow */
  constructor(kind: StorageKind, encoder: RowEncoder, starts: GrowingNumbers) {
    this.encoder = encoder
    this.starts = starts
    this.columns = kind.identity.length
    this.ungroupedColumns = this.columns + identifyingUngrouped(kind).length
    this.groupedColumn = kind.identity.findIndex(({ name }) => name === 'grouped')
  }

  /** Whether a row is the same record as another. */
  isSame(index: number, other: number): boolean {
    const bytes = this.encoder.bytes.memory
    const start = this.startOf(index)
    const length = this.endOf(bytes, index) - start
    const place = this.startOf(other)
    // One that is longer than all there is behind the other's beginning is another; Buffer.compare would throw. Old bytes
    // there cannot make two equal: an identity tells its own end.
    if (place + length > bytes.length) return false
    return bytes.compare(bytes, start, start + length, place, place + length) === 0
  }

  /** An order of no meaning, the same for the same rows. */
  compare(index: number, other: number): number {
    const bytes = this.encoder.bytes.memory
    const [start, place] = [this.startOf(index), this.startOf(other)]
    return bytes.compare(bytes, place, this.endOf(bytes, other), start, this.endOf(bytes, index))
  }

  /** The text that two rows share when they are the same record. */
  keyOf(index: number): string {
    const bytes = this.encoder.bytes.memory
    return bytes.toString('latin1', this.startOf(index), this.endOf(bytes, index))
  }

  private startOf(index: number): number {
    return this.starts.at(index) + this.encoder.beginning.length
  }

  private endOf(bytes: Buffer, index: number): number {
    let at = this.startOf(index)
    let columns = this.ungroupedColumns
    for (let column = 0; column < columns; column++) {
      at += LENGTH_BYTES
      if (column === this.groupedColumn && bytes[at] === 1) columns = this.columns
      at += Math.max(bytes.readInt32BE(at - LENGTH_BYTES), 0)
    }
    return at
  }
}
