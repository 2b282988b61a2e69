/** `2026-04-06 16:32`, with or without seconds, with am and pm, with an offset or, mostly, without. */
const written =
  /^(\d{4}-\d\d-\d\d)[ Tt](\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:[ \u00a0\u202f]?([ap])\.?m\.?)?(?:\s?(Z|[+-]\d\d:?\d\d))?$/i

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

interface Reading {
  wallMs: number
  /** Whether it was taken for the second of two hours that show the same. */
  isSecond: boolean
}

/**
 * Reads the times of one file. The app's CSV has the phone's wall clock and no offset, unlike its JSON; with the time
 * zone an offset is added, and seconds where there are none. Everything else stays as it was written, to be judged.
 *
 * When the clocks go back an hour comes twice. The lines of one source are in order, so a time before the one before it
 * is in the second hour; in a file with the newest line first, a time after the one before it is in the first. Equal
 * times are of one hour, and sources do not speak for each other: each has lines of its own for one time.
 */
export class LocalTimes {
  private readonly format: Intl.DateTimeFormat | undefined
  private readonly previous = new Map<unknown, Reading>()
  /** Of the date read last: asking Intl for every line would cost more than all the rest. */
  private around = { dayMs: Number.NaN, before: 0, after: 0 }
  private readonly listTimes: () => Iterable<unknown>
  private descends: boolean | undefined

  /** @param listTimes all times of the file in its order, asked for only where that order matters */
  constructor(timezone: string | undefined, listTimes: () => Iterable<unknown> = () => []) {
    this.listTimes = listTimes
    if (timezone === undefined) return
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
  }

  /** The time with seconds and an offset; the value itself where it is none that we read. */
  read(value: unknown, source?: unknown): unknown {
    const time = readWallClock(value)
    if (!time) return value
    const { text, wallMs, offset } = time
    if (offset !== undefined) return `${text} ${offset}`
    if (Number.isNaN(wallMs) || !this.format) return value
    return `${text} ${writeOffset(this.offsetAt(wallMs, this.format, source))}`
  }

  /** The next time is read as if none had come before it: the lines of some files are in no order. */
  forget(): void {
    this.previous.clear()
  }

  /** Minutes east of UTC when the wall clock shows this. In a gap, which no clock shows, that from before it. */
  private offsetAt(wallMs: number, format: Intl.DateTimeFormat, source: unknown): number {
    const midnightMs = wallMs - (wallMs % dayMs)
    if (this.around.dayMs !== midnightMs) {
      const before = readOffset(format, midnightMs - dayMs)
      this.around = { dayMs: midnightMs, before, after: readOffset(format, midnightMs + 2 * dayMs) }
    }
    const { before, after } = this.around
    if (after === before) return before
    const isValid = (minutes: number) => readOffset(format, wallMs - minutes * minuteMs) === minutes
    const [isFirst, isSecond] = [isValid(before), isValid(after)]
    const takesSecond = isSecond && (!isFirst || this.isInSecond(wallMs, source))
    this.previous.set(source, { wallMs, isSecond: takesSecond })
    return takesSecond ? after : before
  }

  private isInSecond(wallMs: number, source: unknown): boolean {
    this.descends ??= descend(this.listTimes())
    const previous = this.previous.get(source)
    const isSameDay = previous && previous.wallMs - (previous.wallMs % dayMs) === this.around.dayMs
    if (!isSameDay) return this.descends
    if (previous.wallMs === wallMs) return previous.isSecond
    const stepsBack = wallMs < previous.wallMs
    if (this.descends) return stepsBack && previous.isSecond
    return stepsBack || (previous.isSecond && isOneHour(previous.wallMs, wallMs))
  }
}

/** Times of the hour that comes twice are less than it apart; zones go back by an hour at the most. */
function isOneHour(someMs: number, otherMs: number): boolean {
  return Math.abs(someMs - otherMs) <= 60 * minuteMs
}

/** Whether more of the times go down than up. */
function descend(times: Iterable<unknown>): boolean {
  let [previousMs, balance] = [Number.NaN, 0]
  for (const value of times) {
    const { wallMs = Number.NaN } = readWallClock(value) ?? {}
    if (Number.isNaN(wallMs)) continue
    if (wallMs > previousMs) balance++
    else if (wallMs < previousMs) balance--
    previousMs = wallMs
  }
  return balance < 0
}

/** The time as text with seconds, and as an instant as if it were UTC: NaN where there is no such time. */
function readWallClock(value: unknown): { text: string; wallMs: number; offset?: string } | undefined {
  const match = typeof value === 'string' ? written.exec(value.trim()) : null
  if (!match) return undefined
  const [, date, hours, minutes, seconds = '00', fraction = '', half, offset] = match
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0)
  if (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return undefined
  const clock = `${String(hour).padStart(2, '0')}:${minutes}:${seconds}`
  const wallMs = Date.parse(`${date}T${clock}Z`)
  return { text: `${date} ${clock}${fraction}`, wallMs, ...(offset !== undefined && { offset }) }
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
