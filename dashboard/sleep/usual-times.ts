/** A night begins at six in the evening, for the service too: so that 23:50 and 00:10 are near each other. */
const NIGHT_BEGINS_MIN = 18 * 60
const DAY_MIN = 24 * 60

/** Times of the clock, in minutes after midnight. */
export interface UsualTime {
  /** Half of all are before it. */
  usual: number
  /** Between these lies the middle half of all. */
  early: number
  late: number
}

/** When somebody usually does something that is done once a night; undefined of no times. @param clocks in minutes after midnight */
export function usualTime(clocks: readonly number[]): UsualTime | undefined {
  if (clocks.length === 0) return undefined
  const sorted = clocks.map(minutes => (minutes - NIGHT_BEGINS_MIN + DAY_MIN) % DAY_MIN).sort((a, b) => a - b)
  const at = (part: number) => (Math.round(quantile(sorted, part)) + NIGHT_BEGINS_MIN) % DAY_MIN
  return { usual: at(0.5), early: at(0.25), late: at(0.75) }
}

/** What a part of the values is below, between two of them in proportion. @param sorted ascending, and not empty */
export function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place - Math.floor(place))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of the time zone show, in minutes after midnight. */
export function clockOf(time: string | number, timezone: string): number {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
      timeZone: timezone,
    })
    formats.set(timezone, format)
  }
  const parts = format.formatToParts(new Date(time))
  const read = (type: string) => Number(parts.find(part => part.type === type)?.value)
  return read('hour') * 60 + read('minute')
}
