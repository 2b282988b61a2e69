/** `2026-04-06 16:32`, with or without seconds, with am and pm, with an offset or, mostly, without. */
const written =
  /^(\d{4}-\d\d-\d\d)[ Tt](\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:[ \u00a0\u202f]?([ap])\.?m\.?)?(?:\s?(Z|[+-]\d\d:?\d\d))?$/i

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

/**
 * Reads the times of one file. The app's CSV has the phone's wall clock and no offset, unlike its JSON; with the time
 * zone an offset is added, and seconds where there are none. Everything else stays as it was written, to be judged.
 *
 * When the clocks go back an hour comes twice. Lines are in order, so a time that is not after the one before it is
 * taken for the second; without that, two hours of one night would be one record.
 */
export class LocalTimes {
  private readonly format: Intl.DateTimeFormat | undefined
  private previousMs = Number.NEGATIVE_INFINITY
  /** Of the date read last: asking Intl for every line would cost more than all the rest. */
  private around = { dayMs: Number.NaN, before: 0, after: 0 }

  constructor(timezone: string | undefined) {
    if (timezone === undefined) return
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
  }

  /** The time with seconds and an offset; the value itself where it is none that we read. */
  read(value: unknown): unknown {
    const match = typeof value === 'string' ? written.exec(value.trim()) : null
    if (!match) return value
    const [, date, hours, minutes, seconds = '00', fraction = '', half, offset] = match
    const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0)
    if (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return value
    const clock = `${String(hour).padStart(2, '0')}:${minutes}:${seconds}`
    if (offset !== undefined) return `${date} ${clock}${fraction} ${offset}`
    const wallMs = Date.parse(`${date}T${clock}Z`)
    if (Number.isNaN(wallMs) || !this.format) return value
    return `${date} ${clock}${fraction} ${writeOffset(this.offsetAt(wallMs, this.format))}`
  }

  /** Minutes east of UTC when the wall clock shows this. In a gap, which no clock shows, that from before it. */
  private offsetAt(wallMs: number, format: Intl.DateTimeFormat): number {
    const midnightMs = wallMs - (wallMs % dayMs)
    if (this.around.dayMs !== midnightMs) {
      const before = readOffset(format, midnightMs - dayMs)
      this.around = { dayMs: midnightMs, before, after: readOffset(format, midnightMs + 2 * dayMs) }
    }
    const { before, after } = this.around
    let offset = before
    if (after !== before) {
      const isValid = (minutes: number) => readOffset(format, wallMs - minutes * minuteMs) === minutes
      const isSecond = wallMs - before * minuteMs <= this.previousMs
      if (isValid(after) && (!isValid(before) || isSecond)) offset = after
    }
    this.previousMs = wallMs - offset * minuteMs
    return offset
  }
}

/** `GMT` and `GMT+05:30`, as Intl writes them; seconds of offset, before 1900 or so, are left out. */
function readOffset(format: Intl.DateTimeFormat, epochMs: number): number {
  const name = format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

function writeOffset(minutes: number): string {
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`
}
