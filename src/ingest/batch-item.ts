import type { Place } from '../formats/incoming.ts'
import type { Entries } from './entries.ts'
import type { Accepted, KindRow, Omission, Rejection } from './judgement.ts'
import type { Account } from './report.ts'
import type { Outcome } from './write-rows.ts'

/** What an item has in a row. */
export interface Part {
  entries: Entries
  index: number
  /** Where an earlier item was the first to report the row: whether this one changed it. */
  role?: 'correction' | 'repetition'
}

/** What nearly every item has: an array of its own for each would be millions of them. */
const none: readonly never[] = []

/** An item of the body, judged. There are as many as samples: each holds what it needs to be counted, and no more. */
export class BatchItem implements Place {
  readonly path: string
  readonly index: number
  type = ''
  rejection: Rejection | undefined = undefined
  private rows: readonly KindRow[] = none
  private parts: readonly Part[] = none
  private omissions: readonly Omission[] = none
  private uncatalogued: readonly string[] = none

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

  /** Gives its rows, once all of them are there, their places among the rows to write. */
  enterRows(enter: (row: KindRow) => Part): void {
    const { rows } = this
    if (rows.length === 0) return
    this.rows = none
    if (!this.rejection) this.parts = rows.map(enter)
  }

  /** Counts the item, by the outcomes of its rows. */
  settle(account: Account): void {
    const outcomes = this.parts.map(outcomeOf)
    const refusal = this.rejection ?? outcomes.find(outcome => typeof outcome === 'object')
    if (refusal) account.reject(this.type, this, refusal)
    else account.keep(this.type, combine(outcomes as Outcome[]))
    for (const omission of this.omissions) account.omit(this, omission)
    if (!refusal) for (const name of this.uncatalogued) account.nameUncatalogued(name)
  }
}

/** Where the row ends as it was stored before, its corrections within the body came to nothing. */
function outcomeOf({ entries, index, role }: Part): Outcome | Rejection {
  const outcome = entries.outcomeOf(index)
  if (role === undefined || typeof outcome === 'object' || outcome === 'duplicate') return outcome
  return role === 'correction' ? 'updated' : 'duplicate'
}

/** The first row is the item's own; what hangs on it (a route, a series) can only add to it. */
function combine(outcomes: readonly Outcome[]): Outcome {
  if (outcomes[0] === 'inserted') return 'inserted'
  return outcomes.every(outcome => outcome === 'duplicate') ? 'duplicate' : 'updated'
}
