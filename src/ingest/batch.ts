import type { Incoming, Place } from '../formats/format.ts'
import { judge } from './judge.ts'
import type { KindRow, Omission, Rejection } from './judgement.ts'
import { mergeRows, sourceRow } from './merge-rows.ts'
import { Account } from './report.ts'
import { identityOf, type Row, type StorageKind } from './storage-kind.ts'
import type { Outcome } from './write-rows.ts'

/** A row to be written once, though several items of the body may have reported it. */
export interface Entry {
  row: Row
  /** Set by who writes it. */
  outcome: Outcome | Rejection
}

/** What one item has in one row: the first to report it, or a later one that changed it or did not. */
interface Part {
  entry: Entry
  role: 'first' | 'correction' | 'repetition'
}

interface Item {
  place: Place
  type: string
  parts: Part[]
  rejection?: Rejection
  omissions: readonly Omission[]
}

/**
 * All items of an ingestion, judged, and their rows without twins: PostgreSQL refuses to write one row twice in a
 * statement. `settle` gives every item its outcome once the rows have theirs.
 */
export class Batch {
  readonly entries = new Map<StorageKind, Map<string, Entry>>()
  private readonly items: Item[] = []
  private readonly uncatalogued = new Set<string>()
  private readonly ingestionId: string

  constructor(ingestionId: string) {
    this.ingestionId = ingestionId
  }

  /** Judges the records; those in a row with one place are one item, kept whole or rejected whole. */
  add(incoming: Iterable<Incoming>, nowUs: number): void {
    let item: Item | undefined
    let rows: KindRow[] = []
    for (const record of incoming) {
      if (item?.place.path !== record.path || item.place.index !== record.index) {
        if (item) this.close(item, rows)
        item = { place: record, type: '', parts: [], omissions: [] }
        rows = []
      }
      const judgement = judge(record, nowUs)
      item.type = record.countedAs ?? judgement.type
      if (judgement.ok) {
        rows.push(...judgement.rows)
        if (judgement.omissions) item.omissions = [...item.omissions, ...judgement.omissions]
        if (judgement.uncatalogued !== undefined) this.uncatalogued.add(judgement.uncatalogued)
      } else item.rejection ??= judgement.rejection
    }
    if (item) this.close(item, rows)
  }

  private close(item: Item, rows: readonly KindRow[]): void {
    this.items.push(item)
    if (!item.rejection) item.parts = rows.map(row => this.enter(row))
  }

  private enter({ kind, row }: KindRow): Part {
    let ofKind = this.entries.get(kind)
    if (!ofKind) {
      ofKind = new Map()
      this.entries.set(kind, ofKind)
    }
    const identity = identityOf(kind, row)
    const twin = ofKind.get(identity)
    if (!twin) {
      const entry: Entry = { row, outcome: 'duplicate' }
      ofKind.set(identity, entry)
      return { entry, role: 'first' }
    }
    const merged = mergeRows(
      kind,
      sourceRow(kind, twin.row, this.ingestionId),
      sourceRow(kind, row, this.ingestionId),
    )
    twin.row = merged.row
    return { entry: twin, role: merged.changed ? 'correction' : 'repetition' }
  }

  /** The account of all items, from the outcomes of their rows. */
  settle(): Account {
    const account = new Account()
    for (const { place, type, parts, rejection, omissions } of this.items) {
      const outcomes = parts.map(outcomeOfPart)
      const refusal = rejection ?? outcomes.find(outcome => typeof outcome === 'object')
      if (refusal) account.reject(type, place, refusal)
      else account.keep(type, combine(outcomes as Outcome[]))
      for (const omission of omissions) account.omit(place, omission)
    }
    for (const name of this.uncatalogued) account.nameUncatalogued(name)
    return account
  }
}

/** Where the row ends as it was stored before, its corrections within the body came to nothing. */
function outcomeOfPart({ entry, role }: Part): Outcome | Rejection {
  if (role === 'first' || typeof entry.outcome === 'object' || entry.outcome === 'duplicate')
    return entry.outcome
  return role === 'correction' ? 'updated' : 'duplicate'
}

/** The first row is the item's own; what hangs on it (a route, a series) can only add to it. */
function combine(outcomes: readonly Outcome[]): Outcome {
  if (outcomes[0] === 'inserted') return 'inserted'
  return outcomes.every(outcome => outcome === 'duplicate') ? 'duplicate' : 'updated'
}
