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

/** `2026-06-11 07:30:00 +0200`, as Health Auto Export writes a time. By hand: a year has half a million of them. */
export function writeTime(ms: number, offsetMinutes: number): string {
  const clock = Math.floor(ms / 1_000) + offsetMinutes * 60
  const day = Math.floor(clock / DAY_S)
  const second = clock - day * DAY_S
  const time = `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`
  const size = Math.abs(offsetMinutes)
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
  return `${writeDate(day)} ${time} ${offset}`
}

const DAY_S = 86_400
const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

const dates = new Map<EpochDay, string>()

function writeDate(day: EpochDay): string {
  let date = dates.get(day)
  if (date === undefined) {
    date = new Date(utcMidnight(day)).toISOString().slice(0, 10)
    dates.set(day, date)
  }
  return date
}
