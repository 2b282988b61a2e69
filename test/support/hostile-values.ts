import fc from 'fast-check'
import { expect } from 'vitest'
import type { Incoming } from '../../src/formats/incoming.ts'

const kinds = ['sample', 'sleep_night', 'sleep_stage', 'workout', 'event', 'nothing']

/** A report is jsonb, which holds neither of these; and a name of megabytes stands in each line of it. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0') && text.length < 250

/** Every record is of a kind we have and stands somewhere, and what a report repeats of it can be stored. */
export function expectSound(records: Iterable<Incoming>) {
  for (const record of records) {
    expect(kinds).toContain(record.kind)
    expect(record.path).toSatisfy(isStorable)
    if (record.kind === 'nothing') expect(record.countedAs).toSatisfy(isStorable)
    if (record.kind === 'workout')
      expect(Object.keys(record.series)).toSatisfy(names => names.every(isStorable))
    expect(Number.isInteger(record.index)).toBe(true)
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype)
  }
}

/** Values as a hostile or broken client sends them, at every place where something else belongs. */
export const hostileValue = fc.oneof(
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  fc.constantFrom<unknown>(
    Number.POSITIVE_INFINITY,
    '\0',
    '\ud800',
    'now',
    'infinity',
    '2024-02-30',
    '2025-03-01 10:00:00 +0100',
    JSON.parse('{"__proto__": {"polluted": true}, "qty": 1}'),
    JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'),
  ),
)
