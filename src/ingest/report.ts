import type { Place } from '../formats/format.ts'
import type { Omission, Rejection } from './judgement.ts'
import type { Outcome } from './write-rows.ts'

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
  errors: ReportError[]
}

const nothing = (): Counts => ({ received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 })

/** Counts the items of one ingestion: each gets exactly one outcome, in total and under its type. */
export class Account {
  private readonly total = nothing()
  private readonly byType = new Map<string, Counts>()
  private readonly uncatalogued = new Set<string>()
  private readonly errors: ReportError[] = []

  keep(type: string, outcome: Outcome): void {
    this.count(type, outcome)
  }

  reject(type: string, place: Place, rejection: Rejection): void {
    this.count(type, 'rejected')
    this.errors.push({ path: pointer(place), ...rejection })
  }

  omit(place: Place, { at, code, detail }: Omission): void {
    this.errors.push({ path: `${pointer(place)}${at}`, code, detail })
  }

  nameUncatalogued(name: string): void {
    this.uncatalogued.add(name)
  }

  report(format: string): Report {
    const { received, rejected } = this.total
    return {
      status: rejected === 0 ? 'processed' : rejected < received ? 'partial' : 'rejected',
      format,
      ...this.total,
      by_type: Object.fromEntries(this.byType),
      uncatalogued: [...this.uncatalogued],
      errors: this.errors,
    }
  }

  private count(type: string, outcome: Outcome | 'rejected'): void {
    let counts = this.byType.get(type)
    if (!counts) {
      counts = nothing()
      this.byType.set(type, counts)
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
