/** Times in the browser's locale and in the person's time zone; dates as the service writes them, `2026-11-25`. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const formats = new Map<string, Intl.DateTimeFormat>()

function format(timezone: string, options: Intl.DateTimeFormatOptions, locale?: string): Intl.DateTimeFormat {
  const name = JSON.stringify([timezone, options, locale])
  let known = formats.get(name)
  if (!known) {
    known = new Intl.DateTimeFormat(locale, { ...options, timeZone: timezone })
    formats.set(name, known)
  }
  return known
}

/** `Wed, 25 Nov 2026, 07:30` */
export const sayTime = (time: string | number | Date, timezone: string): string =>
  format(timezone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(time))

/** `07:30` */
export const sayClock = (time: string | number | Date, timezone: string): string =>
  format(timezone, { hour: '2-digit', minute: '2-digit' }).format(new Date(time))

/** `25 Nov 2026`, of an instant */
export const sayDay = (time: string | number | Date, timezone: string): string =>
  format(timezone, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(time))

/** `Wednesday, 25 November 2026`, of a date such as `2026-11-25` */
export const sayDate = (date: string, style: keyof typeof styles = 'short'): string =>
  format('UTC', styles[style]).format(new Date(`${date}T00:00:00Z`))

const styles = {
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short' },
  monthOfYear: { month: 'long', year: 'numeric' },
  dayOfWeek: { weekday: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

/** The local date of an instant: `2026-11-25`. */
export const dateOf = (time: string | number | Date, timezone: string): string =>
  // Sweden writes dates as the service does.
  format(timezone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE').format(new Date(time))

/** Whether it is a date that there is, of centuries in which somebody may have measured something. */
export const isDate = (text: string): boolean =>
  /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text

/** The date so many days later, or with a negative number earlier. */
export function addDays(date: string, days: number): string {
  const time = new Date(`${date}T00:00:00Z`)
  time.setUTCDate(time.getUTCDate() + days)
  return time.toISOString().slice(0, 10)
}

/** The days from the first to the last: `3–9 Nov 2026` */
export const sayDateRange = (from: string, to: string): string =>
  format('UTC', styles.short).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))

/**
 * The first instant of a date in a time zone, in UTC, as the service understands it: where clocks are put forward
 * at midnight it is the hour that comes instead, and where they are put back over midnight the earlier of the two.
 */
export function startOfDay(date: string, timezone: string): string {
  // No zone is further from UTC than this.
  let before = Date.parse(date) - 16 * HOUR_MS
  let at = Date.parse(date) + 16 * HOUR_MS
  while (at - before > MINUTE_MS) {
    const middle = Math.floor((before + at) / 2 / MINUTE_MS) * MINUTE_MS
    if (dateOf(middle, timezone) < date) before = middle
    else at = middle
  }
  const first = dateOf(at - HOUR_MS, timezone) === date ? at - HOUR_MS : at
  return new Date(first).toISOString()
}

/** How many minutes the clocks of the time zone are before those of UTC. @param time in ms since 1970 */
export function offsetOf(time: number, timezone: string): number {
  const text = format(timezone, wallClock, 'sv-SE').format(new Date(time))
  const shown = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Math.round((shown - time) / 60_000)
}

const wallClock = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} satisfies Intl.DateTimeFormatOptions
