import { type EncodedRows, encodeRows, hasBinaryForm } from './binary-rows.ts'
import type { Entries, Entry } from './entries.ts'
import { columnsOf } from './kind-columns.ts'
import { TouchedRollups } from './rollups.ts'
import type { Row, StorageKind } from './storage-kind.ts'

/** How many rows one statement takes: large enough to hide the round trip, small enough for the memory of both ends. */
const MAX_ROWS = 12_000

/** The user and the ingestion, which are columns of every row. */
export interface RowOwner {
  userId: string
  ingestionId: string
}

/** Rows of one kind that are written by one statement. */
export class Portion {
  readonly kind: StorageKind
  readonly entries: readonly Entry[]
  readonly rows: readonly Row[]
  private encoded: EncodedRows | undefined
  private summedUp: TouchedRollups | undefined

  /** @param entries in the order in which they are written */
  constructor(kind: StorageKind, entries: readonly Entry[]) {
    this.kind = kind
    this.entries = entries
    this.rows = entries.map(({ row }) => row)
  }

  get hasBinaryForm(): boolean {
    return hasBinaryForm(columnsOf(this.kind))
  }

  /** Makes ready what {@link encode} and {@link sumUp} give, at a time when the database has something else to do. */
  prepare(owner: RowOwner): void {
    if (this.hasBinaryForm) this.encode(owner)
    this.summedUp = this.sumUp()
  }

  /** The rows in the form of COPY, with the columns `user_id`, `ingestion_id` and those of the kind. */
  encode({ userId, ingestionId }: RowOwner): EncodedRows {
    this.encoded ??= encodeRows([userId, ingestionId], columnsOf(this.kind), this.rows)
    return this.encoded
  }

  /** The rollups that its rows touch where all of them are new; whoever takes them may add to them. */
  sumUp(): TouchedRollups {
    const ready = this.summedUp
    this.summedUp = undefined
    if (ready) return ready
    const rollups = new TouchedRollups()
    const { rolledUp } = this.kind
    if (rolledUp) for (const row of this.rows) rollups.addNew(rolledUp, row)
    return rollups
  }

  /** The same entries in two, for when the database refuses one of them. */
  halves(): Portion[] {
    const middle = this.entries.length >> 1
    return [this.entries.slice(0, middle), this.entries.slice(middle)].map(
      half => new Portion(this.kind, half),
    )
  }
}

/** The rows in their order, cut where one statement has enough. */
export function portionsOf(kind: StorageKind, entries: Entries): Portion[] {
  const sorted = entries.sorted()
  const portions: Portion[] = []
  for (let start = 0; start < sorted.length; start += MAX_ROWS) {
    portions.push(new Portion(kind, sorted.slice(start, start + MAX_ROWS)))
  }
  return portions
}
