import type { Novelty } from './measure-case.ts'
import type { Sent } from './send-bodies.ts'

/** A fast answer that is wrong counts for nothing. @throws {Error} with what was counted and what was sent */
export function expectCounts(
  { answers }: Sent,
  novelty: Novelty,
  { records, changed }: { records: number; changed: number },
): void {
  const sum = (name: 'received' | 'inserted' | 'updated' | 'duplicate') =>
    answers.reduce((total, answer) => total + answer[name], 0)
  const counted = [sum('received'), sum('inserted'), sum('updated'), sum('duplicate')].join()
  const updated = novelty === 'corrected' ? changed : 0
  const inserted = novelty === 'new' ? records : 0
  const expected = [records, inserted, updated, records - inserted - updated].join()
  if (counted !== expected)
    throw new Error(`Received, inserted, updated, duplicate: ${counted} instead of ${expected}`)
}
