import { expect } from 'vitest'
import type { Counts } from '../../src/ingest/report.ts'

type Accounted = Counts & { by_type: Record<string, Counts>; count?: number }

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
  // Only an answer says in one number how much is stored now.
  if (report.count !== undefined) expect(report.count).toBe(report.received - report.rejected)
}

/** Of any JSON answer: the reports in it, be it one or a page of the ledger. */
export function expectAllAccounted(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  if ('by_type' in answer) expectAccounted(answer as Accounted)
  if ('ingestions' in answer) for (const entry of answer.ingestions as unknown[]) expectAllAccounted(entry)
}
