import { expect } from 'vitest'
import type { Counts } from '../../src/ingest/report.ts'

/** As many as the ledger keeps of one ingestion. */
const MAX_ERRORS = 100_000

type Accounted = Counts & {
  by_type: Record<string, Counts>
  count?: number
  errors?: unknown[]
  errors_truncated?: boolean
  next_cursor?: string | null
}

/**
 * received = inserted + updated + duplicate + rejected, in total and per type, and the types add up. Every report and
 * every answer that the suite receives goes through it: in `Ingesting`, in `Contract` and in `postIngest`.
 */
export function expectAccounted(report: Accounted): void {
  const sum = (counts: Counts) => counts.inserted + counts.updated + counts.duplicate + counts.rejected
  expect(sum(report)).toBe(report.received)
  for (const counts of Object.values(report.by_type)) expect(sum(counts)).toBe(counts.received)
  const received = Object.values(report.by_type).reduce((total, counts) => total + counts.received, 0)
  expect(received).toBe(report.received)
  // Whatever is rejected is named, as far as the list goes.
  const isWholeList = report.errors && !report.errors_truncated && !('next_cursor' in report)
  if (isWholeList && report.rejected <= MAX_ERRORS)
    expect(report.errors!.length).toBeGreaterThanOrEqual(report.rejected)
  // Only an answer says in one number how much is stored now.
  if (report.count !== undefined) expect(report.count).toBe(report.received - report.rejected)
}

/** Of any JSON answer: the reports in it, be it one or a page of the ledger. */
export function expectAllAccounted(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  if ('by_type' in answer) expectAccounted(answer as Accounted)
  if ('ingestions' in answer) for (const entry of answer.ingestions as unknown[]) expectAllAccounted(entry)
}
