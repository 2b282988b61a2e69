import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTime, parseTime } from '../../../src/ingest/judge/time.ts'

/** The instant by another clock than the one under test. */
const us = (iso: string) => Date.parse(iso) * 1000

describe('every form of a time that a client writes', () => {
  test.each([
    // Health Auto Export's own form.
    ['2026-06-11 00:00:00 +0200', us('2026-06-10T22:00:00Z'), 120],
    ['2026-06-11 00:00:00 +02:00', us('2026-06-10T22:00:00Z'), 120],
    ['2026-06-11 00:00:00 Z', us('2026-06-11T00:00:00Z'), 0],
    // RFC 3339, with its three separators and its small letters.
    ['2026-05-05T02:35:56Z', us('2026-05-05T02:35:56Z'), 0],
    ['2026-05-05t02:35:56z', us('2026-05-05T02:35:56Z'), 0],
    ['2026-05-05 02:35:56Z', us('2026-05-05T02:35:56Z'), 0],
    ['2026-05-05T02:35:56-07:00', us('2026-05-05T09:35:56Z'), -420],
    // Fractions, cut to the microsecond.
    ['2024-02-06 14:30:00.000 -0800', us('2024-02-06T22:30:00Z'), -480],
    ['2024-02-06T14:30:00.5Z', us('2024-02-06T14:30:00.500Z'), 0],
    ['2024-02-06T14:30:00.123456Z', us('2024-02-06T14:30:00.123Z') + 456, 0],
    ['2024-02-06T14:30:00.123456999Z', us('2024-02-06T14:30:00.123Z') + 456, 0],
    // Phones with the 24-hour clock off.
    ['2024-09-21 7:57:00 am +1000', us('2024-09-20T21:57:00Z'), 600],
    ['2024-09-21 7:57:00 AM +1000', us('2024-09-20T21:57:00Z'), 600],
    ['2024-09-21 07:57:00 pm +1000', us('2024-09-21T09:57:00Z'), 600],
    ['2024-09-21 7:57:00\u202fPm +1000', us('2024-09-21T09:57:00Z'), 600],
    ['2024-09-21 7:57:00\u00a0am +1000', us('2024-09-20T21:57:00Z'), 600],
    ['2024-09-21 12:00:00 am +0000', us('2024-09-21T00:00:00Z'), 0],
    ['2024-09-21 12:00:00 pm +0000', us('2024-09-21T12:00:00Z'), 0],
    // And in other languages.
    ['2024-09-21 7:57:00 a.m. +1000', us('2024-09-20T21:57:00Z'), 600],
    ['2024-09-21 7:57:00 p.m. +1000', us('2024-09-21T09:57:00Z'), 600],
    ['2024-09-21 7:57:00 p. m. +0200', us('2024-09-21T17:57:00Z'), 120],
    ['2024-09-21 7:57:00\u00a0p.\u00a0m. +0200', us('2024-09-21T17:57:00Z'), 120],
    ['2024-09-21 12:00:00\u202fa.\u202fm. +02:00', us('2024-09-20T22:00:00Z'), 120],
    ['2024-09-21 午前7:57:00 +0900', us('2024-09-20T22:57:00Z'), 540],
    ['2024-09-21 午後0:30:00 +0900', us('2024-09-21T03:30:00Z'), 540],
    ['2024-09-21 上午 7:57:00 +0800', us('2024-09-20T23:57:00Z'), 480],
    ['2024-09-21 下午7:57:00 +0800', us('2024-09-21T11:57:00Z'), 480],
    ['2024-09-21 오전 12:00:00 +0900', us('2024-09-20T15:00:00Z'), 540],
    ['2024-09-21 7:57:00.5 오후 +0900', us('2024-09-21T10:57:00.500Z'), 540],
    // The date alone: midnight UTC of a clock that we do not know.
    ['2024-02-06', us('2024-02-06T00:00:00Z'), null],
    ['2024-02-29', us('2024-02-29T00:00:00Z'), null],
    ['2000-02-29', us('2000-02-29T00:00:00Z'), null],
    // Offsets that are no whole hours, and the edges.
    ['2024-02-06 12:00:00 +0530', us('2024-02-06T06:30:00Z'), 330],
    ['2024-02-06 12:00:00 +0545', us('2024-02-06T06:15:00Z'), 345],
    ['2024-02-06 12:00:00 -0330', us('2024-02-06T15:30:00Z'), -210],
    ['2024-02-06T12:00:00+15:59', us('2024-02-05T20:01:00Z'), 959],
    ['2024-02-06T12:00:00-00:00', us('2024-02-06T12:00:00Z'), 0],
    // The hour that a clock repeats in autumn is two instants, told apart by the offset.
    ['2024-10-27 02:30:00 +0200', us('2024-10-27T00:30:00Z'), 120],
    ['2024-10-27 02:30:00 +0100', us('2024-10-27T01:30:00Z'), 60],
    // A leap second is the last microsecond of its minute.
    ['2016-12-31T23:59:60Z', us('2016-12-31T23:59:59.999Z') + 999, 0],
    ['1900-01-01T00:00:00Z', us('1900-01-01T00:00:00Z'), 0],
    ['1969-12-31T23:59:59.999999Z', -1, 0],
  ])('%s', (written, epochUs, offsetMinutes) => {
    expect(parseTime(written)).toEqual({ epochUs, offsetMinutes })
  })
})

describe('what is no time stays none, and never becomes now', () => {
  test.each([
    ['an impossible day', '2024-02-30'],
    ['29 February of no leap year', '2023-02-29 00:00:00 +0000'],
    ['29 February of 1900', '1900-02-29'],
    ['31 April', '2024-04-31'],
    ['day 0', '2024-01-00'],
    ['month 0', '2024-00-10'],
    ['month 13', '2024-13-01'],
    ['hour 24', '2024-02-06 24:00:00 +0000'],
    ['minute 60', '2024-02-06 10:60:00 +0000'],
    ['second 61', '2024-02-06 10:00:61 +0000'],
    ['year 0', '0000-01-01'],
    ['year 10000', '10000-01-01T00:00:00Z'],
    ['a signed year', '+002024-02-06T00:00:00Z'],
    ['words that PostgreSQL takes', 'now'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity'],
    ['epoch', 'epoch'],
    ['today', 'today'],
    ['tomorrow, padded', 'tomorrow  '],
    ['what Date takes for 2001', '1'],
    ['an empty text', ''],
    ['blanks', '          '],
    ['a time of day without an offset', '2024-02-06 10:00:00'],
    ['a time without seconds', '2024-02-06T10:00Z'],
    ['one digit of hour on a 24-hour clock', '2024-02-06 7:00:00 +0000'],
    ['hour 13 with pm', '2024-02-06 13:00:00 pm +0000'],
    ['hour 0 with am', '2024-02-06 0:00:00 am +0000'],
    ['hour 13 with p. m.', '2024-02-06 13:00:00 p. m. +0000'],
    ['hour 0 with a.m.', '2024-02-06 0:00:00 a.m. +0000'],
    ['a.m. without a blank', '2024-02-06 7:00:00a.m. +0000'],
    ['two marks', '2024-02-06 午前7:00:00 午前 +0900'],
    ['a mark of no language that we know', '2024-02-06 7:00:00 μ.μ. +0200'],
    ['am without a blank', '2024-02-06 7:00:00am +0000'],
    ['am without an offset', '2024-02-06 7:00:00 am'],
    ['an offset of 16 hours', '2024-02-06T10:00:00+16:00'],
    ['an offset with 60 minutes', '2024-02-06T10:00:00+01:60'],
    ['an offset of hours only', '2024-02-06T10:00:00+01'],
    ['an offset that is cut', '2024-02-06T10:00:00+010'],
    ['a zone by name', '2024-02-06 10:00:00 CET'],
    ['a fraction without digits', '2024-02-06T10:00:00.Z'],
    ['ten digits of fraction', '2024-02-06T10:00:00.1234567890Z'],
    ['something after the end', '2024-02-06T10:00:00Z '],
    ['something before the start', ' 2024-02-06'],
    ['two blanks', '2024-02-06  10:00:00 +0000'],
    ['two blanks before the offset', '2024-02-06 10:00:00  +0000'],
    ['digits of another script', '٢٠٢٤-٠٢-٠٦'],
    ['slashes', '2024/02/06'],
    ['a local spelling', '06.02.2024'],
    ['a NUL', '2024-02-06\0'],
    ['a number', 1_707_177_600],
    ['null', null],
    ['undefined', undefined],
    ['a boolean', true],
    ['an array', ['2024-02-06']],
    ['an object', { date: '2024-02-06' }],
    ['a date object', new Date(0)],
  ])('%s', (_name, written) => {
    expect(parseTime(written)).toBeUndefined()
  })

  test('any text and any value is read without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary', maxLength: 60 })), written => {
        const time = parseTime(written)
        expect(time === undefined || Number.isSafeInteger(time.offsetMinutes ?? 0)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('a time with one character changed is never read as a date that does not exist', () => {
    const printable = fc.integer({ min: 0x20, max: 0x7e })
    const template = '2024-02-28 10:00:00 +0000'
    fc.assert(
      fc.property(fc.nat(template.length - 1), printable, (at, code) => {
        const written = template.slice(0, at) + String.fromCharCode(code) + template.slice(at + 1)
        const time = parseTime(written)
        if (!time) return
        const day = formatTime(time.epochUs + (time.offsetMinutes ?? 0) * 60_000_000).slice(0, 10)
        expect(day).toBe(written.slice(0, 10))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('every instant of 1900 to 2100 survives', () => {
  const instants = fc.record({
    ms: fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2101, 0, 1) - 1 }),
    usOfMs: fc.integer({ min: 0, max: 999 }),
    offset: fc.integer({ min: -959, max: 959 }),
  })
  const offsetText = (offset: number, colon: string) => {
    const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60]
    return `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${colon}${String(minutes).padStart(2, '0')}`
  }

  test('read from a text at any offset', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom('', ':'), ({ ms, usOfMs, offset }, colon) => {
        const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1)
        const written = `${local}${String(usOfMs).padStart(3, '0')}${offsetText(offset, colon)}`
        expect(parseTime(written)).toEqual({ epochUs: ms * 1000 + usOfMs, offsetMinutes: offset })
      }),
      { numRuns: 5000 },
    )
  })

  test('read from a 12-hour clock at any offset', () => {
    fc.assert(
      fc.property(instants, ({ ms, offset }) => {
        const seconds = Math.floor(ms / 1000)
        const local = new Date((seconds + offset * 60) * 1000)
        const hour = local.getUTCHours()
        const clock = `${hour % 12 || 12}${local.toISOString().slice(13, 19)} ${hour < 12 ? 'am' : 'pm'}`
        const written = `${local.toISOString().slice(0, 10)} ${clock} ${offsetText(offset, '')}`
        expect(parseTime(written)).toEqual({ epochUs: seconds * 1_000_000, offsetMinutes: offset })
      }),
      { numRuns: 2000 },
    )
  })

  test('written and read again', () => {
    fc.assert(
      fc.property(instants, ({ ms, usOfMs }) => {
        const epochUs = ms * 1000 + usOfMs
        expect(parseTime(formatTime(epochUs))).toEqual({ epochUs, offsetMinutes: 0 })
      }),
      { numRuns: 5000 },
    )
  })
})

test('a time is written in UTC with as many digits as it needs', () => {
  expect(formatTime(us('2024-02-29T14:05:09Z'))).toBe('2024-02-29T14:05:09Z')
  expect(formatTime(us('2024-02-29T14:05:09.050Z'))).toBe('2024-02-29T14:05:09.050Z')
  expect(formatTime(us('2024-02-29T14:05:09.050Z') + 7)).toBe('2024-02-29T14:05:09.050007Z')
  expect(formatTime(-1)).toBe('1969-12-31T23:59:59.999999Z')
})

test('a time as iOS 8 exported it is read', () => {
  expect(parseTime('20150616071820-0700')).toEqual(parseTime('2015-06-16 07:18:20 -0700'))
  expect(parseTime('20150616071820')).toBeUndefined()
  expect(parseTime('20151316071820-0700')).toBeUndefined()
})
