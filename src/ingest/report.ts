import type { Place } from '../formats/incoming.ts'
import type { Omission, Rejection } from './judge/judgement.ts'
import type { Outcome } from './write/write-rows.ts'

/** How many items, and what became of them: received = inserted + updated + duplicate + rejected, always. */
export interface Counts {
  received: number
  inserted: number
  updated: number
  duplicate: number
  rejected: number
}

/** Something that was not kept, where it stood (a JSON pointer), and why. */
export interface ReportError {
  path: string
  code: string
  detail: string
}

export type FinalStatus = 'processed' | 'partial' | 'rejected'

/** The account of one ingestion. `errors` holds all of them; who answers a client cuts the list. */
export interface Report extends Counts {
  status: FinalStatus
  format: string
  by_type: Record<string, Counts>
  /** Names of metrics and types that the catalogue does not know; their records were kept. */
  uncatalogued: string[]
  /** The types that are switched off and of which something came; absent where nothing did. */
  disabled_types?: string[]
  errors: ReportError[]
  /** Of an import only: places that are no XML, records that were not asked for, and files that say nothing new. */
  xml_faults?: number
  left_out?: number
  files_not_read?: readonly string[]
  /** The XML of an import ended before it was complete. */
  cut_off?: true
}

/** An account as JSON, without its errors, which have a place of their own. */
export interface AccountSnapshot {
  total: Counts
  byType: Record<string, Counts>
  uncatalogued: string[]
  disabledTypes: string[]
}

const nothing = (): Counts => ({ received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 })

/**
 * How many errors of one ingestion are kept. Whoever sends a body of nothing but errors is told how many by the
 * counts; a list of millions would not fit a row of the ledger.
 */
const MAX_ERRORS = 100_000

/** A file of gigabytes may invent a name for each of its records: what is beyond so many is counted together. */
const MAX_NAMES = 10_000
const OTHERS = 'others'

/** Counts the items of one ingestion: each gets exactly one outcome, in total and under its type. */
export class Account {
  private total = nothing()
  private readonly byType = new Map<string, Counts>()
  private uncatalogued = new Set<string>()
  private disabledTypes = new Set<string>()
  private errors: ReportError[] = []

  keep(type: string, outcome: Outcome): void {
    this.count(type, outcome)
  }

  reject(type: string, place: Place, rejection: Rejection): void {
    this.count(type, 'rejected')
    if (rejection.code === 'type_disabled') this.disabledTypes.add(type)
    this.tell({ path: pointer(place), ...rejection })
  }

  omit(place: Place, { at, code, detail }: Omission): void {
    this.tell({ path: `${pointer(place)}${at}`, code, detail })
  }

  nameUncatalogued(name: string): void {
    if (this.uncatalogued.size < MAX_NAMES) this.uncatalogued.add(name)
  }

  /** How many items it has counted. */
  get received(): number {
    return this.total.received
  }

  /** How many errors it has. */
  get errorCount(): number {
    return this.errors.length
  }

  /** All of them, in their order. */
  listErrors(): readonly ReportError[] {
    return this.errors
  }

  snapshot(): AccountSnapshot {
    return {
      total: this.total,
      byType: Object.fromEntries(this.byType),
      uncatalogued: [...this.uncatalogued],
      disabledTypes: [...this.disabledTypes],
    }
  }

  /** What a snapshot was made of, to go on with. */
  static restore(snapshot: AccountSnapshot, errors: readonly ReportError[]): Account {
    const account = new Account()
    account.total = snapshot.total
    for (const [type, counts] of Object.entries(snapshot.byType)) account.byType.set(type, counts)
    account.uncatalogued = new Set(snapshot.uncatalogued)
    account.disabledTypes = new Set(snapshot.disabledTypes)
    account.errors = [...errors]
    return account
  }

  /** The same account so far, to go on with where going on may fail. */
  copy(): Account {
    const copy = new Account()
    copy.total = { ...this.total }
    for (const [type, counts] of this.byType) copy.byType.set(type, { ...counts })
    copy.uncatalogued = new Set(this.uncatalogued)
    copy.disabledTypes = new Set(this.disabledTypes)
    copy.errors = [...this.errors]
    return copy
  }

  report(format: string): Report {
    const { received, rejected } = this.total
    return {
      status: rejected === 0 ? 'processed' : rejected < received ? 'partial' : 'rejected',
      format,
      ...this.total,
      by_type: Object.fromEntries(this.byType),
      uncatalogued: [...this.uncatalogued],
      ...(this.disabledTypes.size > 0 ? { disabled_types: [...this.disabledTypes] } : {}),
      errors: this.errors,
    }
  }

  private tell(error: ReportError): void {
    if (this.errors.length >= MAX_ERRORS) return
    // A detail may repeat a word of the payload, cut anywhere: jsonb holds neither half a surrogate pair nor U+0000.
    const detail = error.detail.toWellFormed().replaceAll('\0', '\uFFFD')
    this.errors.push({ ...error, detail })
  }

  private count(type: string, outcome: Outcome | 'rejected'): void {
    let counts = this.byType.get(type)
    if (!counts) {
      const name = this.byType.size < MAX_NAMES ? type : OTHERS
      counts = this.byType.get(name) ?? nothing()
      this.byType.set(name, counts)
    }
    for (const each of [this.total, counts]) {
      each.received++
      each[outcome]++
    }
  }
}

function pointer({ path, index }: Place): string {
  return `${path}/${index}`
}
