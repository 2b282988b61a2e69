import { describe, expect, test } from 'vitest'
import { millisecondsBetween, readEpochTime, secondsBefore } from '../../src/formats/epoch-time.ts'

describe('epoch time is written as RFC 3339 in UTC', () => {
  test.each([
    ['seconds', 1_772_348_400, '2026-03-01T07:00:00Z'],
    ['seconds as text', '1772348400', '2026-03-01T07:00:00Z'],
    ['seconds with a fraction', 1_772_348_400.25, '2026-03-01T07:00:00.25Z'],
    ['seconds with microseconds', '1772348400.123456', '2026-03-01T07:00:00.123456Z'],
    ['seconds with no fraction to speak of', '1772348400.000', '2026-03-01T07:00:00Z'],
    ['milliseconds', 1_772_348_400_123, '2026-03-01T07:00:00.123Z'],
    ['milliseconds as text', '1772348400123', '2026-03-01T07:00:00.123Z'],
  ])('%s', (_name, written, read) => {
    expect(readEpochTime(written)).toBe(read)
  })

  test.each([
    ['a time', '2026-03-01T07:00:00Z'],
    ['a local date', '01.03.26, 08:00'],
    ['9 digits', 177_234_840],
    ['11 digits', '17723484001'],
    ['16 digits', 1_772_348_400_123_456],
    ['a negative number', -1_772_348_400],
    ['a number that is not finite', Number.POSITIVE_INFINITY],
    ['digits within a text', 'x1772348400'],
    ['nothing', undefined],
    ['an object', Object.create(null)],
  ])('%s stays as it came', (_name, written) => {
    expect(readEpochTime(written)).toBe(written)
  })
})

test('the length of an interval is told only of two times in their order', () => {
  expect(millisecondsBetween('2026-03-01T07:00:00Z', '2026-03-01T08:00:01+01:00')).toBe(1000)
  expect(millisecondsBetween('2026-03-01T07:00:00Z', '2026-03-01T06:59:59Z')).toBeUndefined()
  expect(millisecondsBetween('2026-03-01T07:00:00Z', 'later')).toBeUndefined()
  expect(millisecondsBetween(5, '2026-03-01T06:59:59Z')).toBeUndefined()
})

test('a start is told only from an end and a number of seconds', () => {
  expect(secondsBefore('2026-03-01T07:00:00Z', 90)).toBe('2026-03-01T06:58:30.000Z')
  expect(secondsBefore('2026-03-01T07:00:00Z', '90')).toBeUndefined()
  expect(secondsBefore('later', 90)).toBeUndefined()
  expect(secondsBefore('2026-03-01T07:00:00Z', Number.MAX_VALUE)).toBeUndefined()
})
