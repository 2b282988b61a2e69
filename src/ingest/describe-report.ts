import type { Report } from './report.ts'

/** How many errors an answer itself lists; GET /v1/ingestions/{id} pages through all. */
export const MAX_ERRORS_IN_ANSWER = 100

/**
 * The report as it is answered, with whatever else is in it.
 * @param ingestionId null where nothing was kept, and no ledger has it
 * @param startedMs of performance.now(), when the body came
 */
export const describeReport = <Id extends string | null>(
  ingestionId: Id,
  report: Report,
  startedMs: number,
) => ({
  ingestion_id: ingestionId,
  ...report,
  count: report.received - report.rejected,
  errors: report.errors.slice(0, MAX_ERRORS_IN_ANSWER),
  errors_truncated: report.errors.length > MAX_ERRORS_IN_ANSWER,
  processing_ms: Math.round(performance.now() - startedMs),
})
