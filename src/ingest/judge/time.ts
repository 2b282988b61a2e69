import { spellHalfOfDay } from './half-of-day.ts'

/** An instant, and how far the clock that wrote it was from UTC; null where the text does not say. */
export interface ParsedTime {
  /** Microseconds since 1970-01-01T00:00:00Z: a whole number, exact between the years 1684 and 2255. */
  epochUs: number
  offsetMinutes: number | null
}

const usPerMinute = 60_000_000
const usPerDay = 1440 * usPerMinute
const longest = '2024-02-06 10:57:00.123456789 am +10:00'.length
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * The one reader of every time that a client writes:
 * `2026-06-11 00:00:00 +0200`, RFC 3339 with `T`, `t` or a blank, 1 to 9 digits of fraction (kept to the microsecond),
 * `Z` or an offset with or without a colon, `20150616071820-0700` as iOS 8 exported it, `7:57:00 am +1000` (also with U+202F or U+00A0 before am or pm, and as phones
 * in other languages write it, see `spellHalfOfDay`), and the bare date `2024-02-06`, which is midnight UTC of an unknown
 * offset.
 * A leap second is taken as the last microsecond of its minute. Years 1 to 9999, offsets up to 15:59.
 *
 * Anything else is undefined: an impossible date, `now`, a number, a time of day without an offset. Date and
 * PostgreSQL accept those and make some time of them. By hand, because a million times may stand in one body.
 */
export function parseTime(written: unknown): ParsedTime | undefined {
  if (typeof written !== 'string') return undefined
  const time = parseSpelled(written)
  if (time) return time
  const spelled = spellApart(written) ?? spellHalfOfDay(written)
  return spelled === undefined ? undefined : parseSpelled(spelled)
}

/** `20150616071820-0700` of an export of iOS 8, with its parts apart. */
function spellApart(written: string): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d{4})$/.exec(written)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second, offset] = parts
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${offset}`
}

function parseSpelled(written: string): ParsedTime | undefined {
  if (written.length < 10 || written.length > longest) return undefined
  const midnightUs = parseDate(written)
  if (midnightUs === undefined) return undefined
  if (written.length === 10) return { epochUs: midnightUs, offsetMinutes: null }

  const separator = codeAt(written, 10)
  if (separator !== BLANK && separator !== CAPITAL_T && separator !== SMALL_T) return undefined
  let at = 11
  let hour = readTwoDigits(written, at)
  const hasOneDigitHour = hour < 0
  if (hasOneDigitHour) hour = digitAt(written, at)
  at += hasOneDigitHour ? 1 : 2
  const minute = readTwoDigits(written, at + 1)
  const second = readTwoDigits(written, at + 4)
  if (hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined
  if (codeAt(written, at) !== COLON || codeAt(written, at + 3) !== COLON) return undefined
  at += 6

  let us = second * 1_000_000
  if (codeAt(written, at) === DOT) {
    const first = ++at
    let weight = 100_000
    for (let digit = digitAt(written, at); digit >= 0; digit = digitAt(written, ++at)) {
      us += digit * weight
      weight = Math.trunc(weight / 10)
    }
    if (at === first || at - first > 9) return undefined
  }
  if (us >= usPerMinute) us = usPerMinute - 1

  const half = isBlank(codeAt(written, at)) ? readHalfOfDay(written, at + 1) : NO_HALF
  if (half !== NO_HALF) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + half
    at += 3
  } else if (hour > 23 || hasOneDigitHour) return undefined

  if (codeAt(written, at) === BLANK) at++
  const offsetMinutes = readOffset(written, at)
  if (offsetMinutes === undefined) return undefined
  const minutes = hour * 60 + minute - offsetMinutes
  return { epochUs: midnightUs + minutes * usPerMinute + us, offsetMinutes }
}

/** RFC 3339 in UTC with as many digits of fraction as the instant needs: none, 3 or 6. */
export function formatTime(epochUs: number): string {
  const days = Math.floor(epochUs / usPerDay)
  const usOfDay = epochUs - days * usPerDay
  // Days from 0000-03-01 in eras of 400 years, so that a leap day is the last of its year (H. Hinnant's algorithm).
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

  const minuteOfDay = Math.floor(usOfDay / usPerMinute)
  const second = Math.floor(usOfDay / 1_000_000) % 60
  const us = usOfDay % 1_000_000
  const fraction = us === 0 ? '' : us % 1000 === 0 ? `.${pad(us / 1000, 3)}` : `.${pad(us, 6)}`
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  return `${date}T${pad(Math.floor(minuteOfDay / 60), 2)}:${pad(minuteOfDay % 60, 2)}:${pad(second, 2)}${fraction}Z`
}

/**
 * Looked up once, and not on each text: they come as parts of others, of one byte or of two, and then looking the method up
 * takes longer than calling it.
 */
const { charCodeAt } = String.prototype
const codeAt = (text: string, at: number): number => charCodeAt.call(text, at)

const BLANK = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e
const COLON = 0x3a
const CAPITAL_T = 0x54
const SMALL_T = 0x74
const CAPITAL_Z = 0x5a
const SMALL_Z = 0x7a
/** What readHalfOfDay answers for text that is neither am nor pm; am and pm are the hours they add. */
const NO_HALF = -1

/** Midnight UTC, in microseconds since 1970, of the `yyyy-MM-dd` that the text begins with. */
function parseDate(text: string): number | undefined {
  const century = readTwoDigits(text, 0)
  const yearOfCentury = readTwoDigits(text, 2)
  const month = readTwoDigits(text, 5)
  const day = readTwoDigits(text, 8)
  if (codeAt(text, 4) !== MINUS || codeAt(text, 7) !== MINUS) return undefined
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return undefined
  const year = century * 100 + yearOfCentury
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const lastDay = month === 2 && isLeapYear ? 29 : daysInMonth[month - 1]!
  if (year === 0 || day > lastDay) return undefined
  // The inverse of what formatTime does: years begin in March.
  const marchYear = month <= 2 ? year - 1 : year
  const dayOfYear = Math.trunc((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.trunc(marchYear / 4) - Math.trunc(marchYear / 100) + Math.trunc(marchYear / 400)
  return (marchYear * 365 + leapDays + dayOfYear - 719_468) * usPerDay
}

/** Minutes east of UTC of the `Z`, `+hhmm` or `+hh:mm` that stands from `at` to the end. */
function readOffset(text: string, at: number): number | undefined {
  const sign = codeAt(text, at)
  if (sign === CAPITAL_Z || sign === SMALL_Z) return text.length === at + 1 ? 0 : undefined
  if (sign !== PLUS && sign !== MINUS) return undefined
  const minuteAt = codeAt(text, at + 3) === COLON ? at + 4 : at + 3
  const hours = readTwoDigits(text, at + 1)
  const minutes = readTwoDigits(text, minuteAt)
  // PostgreSQL's own limit for an offset.
  if (text.length !== minuteAt + 2 || hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return undefined
  const offset = hours * 60 + minutes
  return sign === MINUS && offset !== 0 ? -offset : offset
}

/** 0 for am, 12 for pm, in any case. */
function readHalfOfDay(text: string, at: number): number {
  if ((codeAt(text, at + 1) | 0x20) !== 0x6d) return NO_HALF
  const letter = codeAt(text, at) | 0x20
  return letter === 0x61 ? 0 : letter === 0x70 ? 12 : NO_HALF
}

/** The blanks that a phone writes before am and pm: U+0020, U+00A0 and U+202F. */
function isBlank(code: number): boolean {
  return code === BLANK || code === 0xa0 || code === 0x202f
}

/** The digit's value, or -1. */
function digitAt(text: string, at: number): number {
  const digit = codeAt(text, at) - 0x30
  return digit >= 0 && digit <= 9 ? digit : -1
}

/** The value of two digits, or -1. */
function readTwoDigits(text: string, at: number): number {
  const tens = codeAt(text, at) - 0x30
  const ones = codeAt(text, at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
