/**
 * Times as the export writes them, `2019-06-11 15:00:00 +0200`: of someone who lives where the clocks change (Central
 * Europe). All are seconds since 1970. Days and minutes are formatted once: there are three times in each of millions
 * of records.
 */
const DAY_SECONDS = 86_400

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const minutes = Array.from(
  { length: 1440 },
  (_, minute) => `${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}:`,
)

/** 01:00 UTC on the last Sunday of a month, when the clocks change. */
function lastSunday(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month + 1, 0))
  return (Date.UTC(year, month, lastDay.getUTCDate() - lastDay.getUTCDay()) + 3_600_000) / 1000
}

let offset = { from: 0, until: 0, seconds: 0, text: '' }

function offsetAt(time: number): typeof offset {
  if (time >= offset.from && time < offset.until) return offset
  const year = new Date(time * 1000).getUTCFullYear()
  const [spring, autumn] = [lastSunday(year, 2), lastSunday(year, 9)]
  if (time < spring) offset = { from: lastSunday(year - 1, 9), until: spring, seconds: 3600, text: ' +0100' }
  else if (time < autumn) offset = { from: spring, until: autumn, seconds: 7200, text: ' +0200' }
  else offset = { from: autumn, until: lastSunday(year + 1, 2), seconds: 3600, text: ' +0100' }
  return offset
}

const days = new Map<number, string>()

function formatDay(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  const text = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10)
  days.set(day, text)
  return text
}

/** `2019-06-11 15:00:00 +0200` */
export function formatTime(time: number): string {
  const { seconds, text } = offsetAt(time)
  const local = time + seconds
  const day = Math.floor(local / DAY_SECONDS)
  const second = local - day * DAY_SECONDS
  return `${formatDay(day)} ${minutes[Math.floor(second / 60)]}${twoDigits[second % 60]}${text}`
}

/** `2019-06-11`, the day where the owner was. */
export function formatDate(time: number): string {
  return formatDay(Math.floor((time + offsetAt(time).seconds) / DAY_SECONDS))
}

/** `3.00pm`, as names of files have it. */
export function formatHour(time: number): string {
  const second = (time + offsetAt(time).seconds) % DAY_SECONDS
  const hour = Math.floor(second / 3600)
  return `${hour % 12 || 12}.${twoDigits[Math.floor(second / 60) % 60]}${hour < 12 ? 'am' : 'pm'}`
}

/** The days that an export tells of. */
export interface History {
  /** Midnight UTC of the first day. */
  from: number
  days: number
}

/**
 * A moment of the history.
 * @param position in days from its beginning, with a fraction
 * @param hours of a day between which things happen, on a winter's clock; past 24 is the night that follows
 */
export function timeAt(history: History, position: number, [first, last]: readonly [number, number]): number {
  const day = Math.floor(position)
  const hour = first - 1 + (position - day) * (last - first)
  return history.from + day * DAY_SECONDS + Math.floor(hour * 3600)
}
