import { convertToCanonical } from '../../catalogue/convert-to-canonical.ts'
import type { MetricDefinition } from '../../catalogue/metric.ts'
import { parseUnit, type Unit } from '../../catalogue/units.ts'
import { isPlainDecimal, MAX_NUMBER_LENGTH, readDecimal } from './decimal.ts'
import { notAbove, notBelow } from './float-noise.ts'
import { isOnTwelveHours } from './half-of-day.ts'
import type { Accepted, Judgement, Rejection, RejectionCode } from './judgement.ts'
import { canonicalJson, normaliseSource, readText } from './text.ts'
import { parseTime } from './time.ts'

/** 1900-01-01T00:00:00Z in epoch microseconds: nobody's phone has older data, and each year would be a partition. */
const EARLIEST_US = -2_208_988_800_000_000
/** Clocks run ahead and days end in time zones ahead of ours; what is further in the future is a broken clock. */
const FUTURE_ALLOWANCE_US = 48 * 3600 * 1_000_000

export const MAX_SOURCE_LENGTH = 255

/** What sources are called once they are normalised: a few of them in millions of records. */
const sources = new Map<string, string>()
const MAX_SOURCES = 1_000

/** What a number is measured in, and between which limits it is possible. */
export type Measure = Pick<MetricDefinition, 'unit' | 'range' | 'sameNumberIn'>

/**
 * The canonical JSON of details that are frozen, which a format makes of those that a million records have in common: made
 * once for each of them, because making it takes as long as all the rest of judging a heart rate.
 */
const jsonOfShared = new WeakMap<object, string>()

/**
 * Reads the fields of one record as its client wrote them. The first field that cannot be accepted becomes the
 * record's rejection; reading goes on with stand-ins, so a judge reads top to bottom and asks once, at its end.
 */
export class FieldReader {
  rejection: Rejection | undefined
  /** The UTC offset that the first time was written with, in minutes. */
  utcOffsetMin: number | null = null
  private readonly nowUs: number
  private timesRead = 0

  constructor(nowUs: number) {
    this.nowUs = nowUs
  }

  reject(code: RejectionCode, detail: string): void {
    this.rejection ??= { code, detail }
  }

  /** A time that has to be there, in epoch microseconds. */
  time(field: string, written: unknown): number {
    const time = this.optionalTime(field, written)
    if (time === null) this.reject('missing_field', `${field} is missing`)
    return time ?? 0
  }

  optionalTime(field: string, written: unknown): number | null {
    if (written === undefined || written === null || written === '') return null
    const time = parseTime(written)
    if (!time) {
      this.reject('invalid_date', `${field} is not a date that we can read${howToWriteDates(written)}`)
      return 0
    }
    if (time.epochUs < EARLIEST_US || time.epochUs > this.nowUs + FUTURE_ALLOWANCE_US) {
      this.reject('time_out_of_range', `${field} is before 1900 or more than 48 hours in the future`)
    }
    if (this.timesRead++ === 0) this.utcOffsetMin = time.offsetMinutes
    return time.epochUs
  }

  /** A finite number, or null where there is none. Text is read too: some clients quote their numbers. */
  number(field: string, written: unknown): number | null {
    if (written === undefined || written === null || written === '') return null
    const value = typeof written === 'string' ? readDecimal(written) : written
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const isMeant = typeof written === 'string' && /\d/.test(written)
      const hint = isMeant ? ': write a number with a point and no grouping' : ''
      this.reject('not_a_number', `${field} is not a finite number${hint}`)
      return null
    }
    return value
  }

  /**
   * A number in the measure's unit, converted from the unit it was written in, within the measure's range. A unit may
   * stand behind the number in one text ("72,5 kg"), where no other is written.
   */
  quantity(field: string, written: unknown, writtenUnit: unknown, measure: Measure): number | null {
    if (written === undefined || written === null) return null
    const { number, unit } = splitUnitOff(written, writtenUnit)
    const value = this.number(field, number)
    if (value === null) return null
    const exact = this.convert(value, unit, measure)
    if (exact === null) return null
    const { range } = measure
    const lowest = range[0]
    const highest = range[1]
    const converted = notAbove(notBelow(exact, lowest), highest)
    if (converted < lowest) {
      const hint = converted === 0 && lowest > 0 ? ': an app that measured nothing should send nothing' : ''
      this.reject('out_of_range', `${field} ${brief(converted)} is below ${lowest}${hint}`)
    }
    if (converted > highest) this.reject('out_of_range', `${field} ${brief(converted)} is above ${highest}`)
    return converted
  }

  text(field: string, written: unknown, maxLength: number): string | null {
    const read = readText(written, maxLength)
    if (read.ok) return read.text
    this.reject('invalid_text', `${field} ${read.reason}`)
    return null
  }

  /** Who says so, normalised; the empty text where nobody is named. */
  source(written: unknown): string {
    const known = typeof written === 'string' ? sources.get(written) : undefined
    if (known !== undefined) return known
    const text = this.text('source', written, MAX_SOURCE_LENGTH)
    if (text === null) return ''
    const source = normaliseSource(text)
    // A copy: a part of a text keeps all of the text in memory.
    if (sources.size < MAX_SOURCES) sources.set(Buffer.from(text).toString(), source)
    return source
  }

  /** What has no column of its own, as canonical JSON; null where there is nothing. */
  detail(written: Record<string, unknown> | undefined): string | null {
    if (written === undefined) return null
    const known = jsonOfShared.get(written)
    if (known !== undefined) return known
    const json = canonicalJson(written)
    if (json.ok) {
      if (json.text === '{}') return null
      if (Object.isFrozen(written)) jsonOfShared.set(written, json.text)
      return json.text
    }
    this.reject(json.code, json.reason)
    return null
  }

  /** The record's judgement: its rejection where a field was refused, else what `accept` makes of the fields. */
  judge(type: string, accept: () => Omit<Accepted, 'ok' | 'type'>): Judgement {
    if (this.rejection) return { ok: false, type, rejection: this.rejection }
    return { ok: true, type, ...accept() }
  }

  private convert(value: number, writtenUnit: unknown, measure: Measure): number | null {
    const from = readUnit(writtenUnit, measure.unit)
    const converted = from && convertToCanonical(value, from, measure)
    if (converted !== undefined) return converted
    this.reject('unknown_unit', `the unit ${brief(writtenUnit)} does not convert to ${measure.unit}`)
    return null
  }
}

/** The unit that was written; where none was, the value is in the measure's own. */
function readUnit(written: unknown, own: Unit): Unit | undefined {
  if (written === undefined || written === null || written === '') return own
  return typeof written === 'string' ? parseUnit(written) : undefined
}

/** A number with its unit behind it, taken apart; anything else as it was written. */
function splitUnitOff(number: unknown, unit: unknown): { number: unknown; unit: unknown } {
  if (typeof number !== 'string' || isPlainDecimal(number) || number.length > MAX_NUMBER_LENGTH) {
    return { number, unit }
  }
  const parts = /^\s*([+-]?[\d.,]+)\s*([^\d\s.,].*)$/u.exec(number)
  const written = parts && parseUnit(parts[2]!)
  if (written === undefined || written === null || readUnit(unit, written) !== written)
    return { number, unit }
  return { number: parts![1], unit: written }
}

const localTime = /^\d{4}-\d\d-\d\d[T ]\d\d?:\d\d(:\d\d(\.\d+)?)?$/

/** What the owner of the phone can change, where the text is a date after all. */
function howToWriteDates(written: unknown): string {
  if (typeof written !== 'string' || !/\d/.test(written)) return ''
  if (isOnTwelveHours(written)) {
    return ': switch on 24-hour time in the settings of the phone (General, Date & Time)'
  }
  return localTime.test(written)
    ? ': it lacks seconds or a UTC offset; in Shortcuts choose the date format ISO 8601 and include the time'
    : ': write 2025-01-15T10:00:00+01:00; in Shortcuts choose the date format ISO 8601 and include the time'
}

/** The offending number or word, shortened: a detail never repeats more of the payload than that. */
function brief(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(8))) : String(value).slice(0, 20)
}
