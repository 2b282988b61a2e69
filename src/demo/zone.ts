import { type EpochDay, HOUR_MS, MINUTE_MS, utcMidnight } from './calendar.ts'

/** The clocks of a time zone. */
export class Zone {
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number>()

  /** @param name IANA name @throws {RangeError} for what is none */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  }

  /** Minutes east of UTC. Asked once for each hour: clocks change at whole hours of UTC. */
  offsetAt(ms: number): number {
    const hour = Math.floor(ms / HOUR_MS)
    let offset = this.#offsets.get(hour)
    if (offset === undefined) {
      offset = this.#readOffset(hour * HOUR_MS)
      this.#offsets.set(hour, offset)
    }
    return offset
  }

  /** The instant at which a day begins. */
  midnight(day: EpochDay): number {
    const utc = utcMidnight(day)
    const guess = utc - this.offsetAt(utc) * MINUTE_MS
    return utc - this.offsetAt(guess) * MINUTE_MS
  }

  #readOffset(ms: number): number {
    const parts = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(this.#format.format(ms))
    if (!parts?.[1]) return 0
    const minutes = Number(parts[2]) * 60 + Number(parts[3])
    return parts[1] === '-' ? -minutes : minutes
  }
}

/** `2026-06-11 07:30:00 +0200`, as Health Auto Export writes a time. */
export function writeTime(ms: number, offsetMinutes: number): string {
  const clock = new Date(ms + offsetMinutes * MINUTE_MS).toISOString()
  const size = Math.abs(offsetMinutes)
  const hours = String(Math.floor(size / 60)).padStart(2, '0')
  const minutes = String(size % 60).padStart(2, '0')
  return `${clock.slice(0, 10)} ${clock.slice(11, 19)} ${offsetMinutes < 0 ? '-' : '+'}${hours}${minutes}`
}
