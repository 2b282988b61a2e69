import type { Place } from '../../formats/incoming.ts'
import type { Accepted, KindRow, Omission, Rejection } from '../judge/judgement.ts'
import type { Account } from '../report.ts'
import type { Outcome } from '../write/write-rows.ts'
import type { OrderedRows } from './ordered-rows.ts'

/** What an item has in a row. */
export interface Part {
  /** Which of the kinds of the slice. */
  kind: number
  /** Which of the rows of that kind, as they were added. */
  index: number
  /** Where an earlier item was the first to report the row: whether this one changed it. */
  role?: 'correction' | 'repetition'
}

/** All that has to be known of an item to count it. */
export interface ItemDetails extends Place {
  type: string
  rejection: Rejection | undefined
  parts: readonly Part[]
  omissions: readonly Omission[]
  /** Names that the catalogue does not know. */
  uncatalogued: readonly string[]
}

/** What nearly every item has: an array of its own for each would be millions of them. */
const none: readonly never[] = []

/** The item of the body whose records are being judged. */
export class BatchItem implements ItemDetails {
  readonly path: string
  readonly index: number
  type = ''
  rejection: Rejection | undefined = undefined
  parts: readonly Part[] = none
  omissions: readonly Omission[] = none
  uncatalogued: readonly string[] = none
  private rows: readonly KindRow[] = none

  constructor({ path, index }: Place) {
    this.path = path
    this.index = index
  }

  /** Adds what was made of one of the item's records. */
  accept({ rows, omissions, uncatalogued }: Accepted): void {
    this.rows = this.rows.length === 0 ? rows : [...this.rows, ...rows]
    if (omissions) this.omissions = [...this.omissions, ...omissions]
    if (uncatalogued !== undefined) this.uncatalogued = [...this.uncatalogued, uncatalogued]
  }

  omit(omission: Omission): void {
    this.omissions = [...this.omissions, omission]
  }

  /** It is one row, which it was the first to report, and there is no more to say of it. */
  get isPlain(): boolean {
    const { rejection, parts, omissions, uncatalogued } = this
    if (rejection || parts.length !== 1 || parts[0]!.role !== undefined) return false
    return omissions.length === 0 && uncatalogued.length === 0
  }

  /** What has to be known of it from when its rows have their places. */
  details(): ItemDetails {
    const { path, index, type, rejection, parts, omissions, uncatalogued } = this
    return { path, index, type, rejection, parts, omissions, uncatalogued }
  }

  /** Gives its rows, once all of them are there, their places among the rows to write. */
  enterRows(enter: (row: KindRow) => Part): void {
    if (!this.rejection) this.parts = this.rows.map(enter)
  }
}

/** Counts an item, by the outcomes of its rows. @param rows of the kinds of its slice */
export function settleItem(item: ItemDetails, rows: readonly OrderedRows[], account: Account): void {
  const outcomes = item.parts.map(part => outcomeOf(part, rows))
  const refusal = item.rejection ?? outcomes.find(outcome => typeof outcome === 'object')
  if (refusal) account.reject(item.type, item, refusal)
  else account.keep(item.type, combine(outcomes as Outcome[]))
  for (const omission of item.omissions) account.omit(item, omission)
  if (!refusal) for (const name of item.uncatalogued) account.nameUncatalogued(name)
}

/** Where the row ends as it was stored before, its corrections within the body came to nothing. */
function outcomeOf({ kind, index, role }: Part, rows: readonly OrderedRows[]): Outcome | Rejection {
  const outcome = rows[kind]!.outcomeOf(index)
  if (role === undefined || typeof outcome === 'object' || outcome === 'duplicate') return outcome
  return role === 'correction' ? 'updated' : 'duplicate'
}

/** The first row is the item's own; what hangs on it (a route, a series) can only add to it. */
function combine(outcomes: readonly Outcome[]): Outcome {
  if (outcomes[0] === 'inserted') return 'inserted'
  return outcomes.every(outcome => outcome === 'duplicate') ? 'duplicate' : 'updated'
}
