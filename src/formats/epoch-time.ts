const secondDigits = 10
const millisecondDigits = 13

/**
 * Epoch time as RFC 3339 in UTC: a number or text of 10 digits counts seconds (a fraction may follow), one of 13 digits
 * milliseconds; so it is from 2001 to 2286. Anything else comes back as it was written.
 */
export function readEpochTime(written: unknown): unknown {
  if (typeof written !== 'number' && typeof written !== 'string') return written
  const match = /^(\d{10}|\d{13})(\.\d{1,9})?$/.exec(String(written))
  if (!match) return written
  const whole = match[1]!
  if (whole.length === millisecondDigits) return new Date(Number(whole)).toISOString()
  const fraction = match[2] ?? ''
  // The fraction is carried over as text: a number of seconds has no room for microseconds.
  return new Date(Number(whole.slice(0, secondDigits)) * 1000)
    .toISOString()
    .replace('.000Z', () => `${fraction.replace(/^\.0+$/, '')}Z`)
}

/** How long an interval lasts, in milliseconds; undefined where a time is none that Date reads, or they descend. */
export function millisecondsBetween(start: unknown, end: unknown): number | undefined {
  if (typeof start !== 'string' || typeof end !== 'string') return undefined
  const lasts = Date.parse(end) - Date.parse(start)
  return lasts >= 0 ? lasts : undefined
}

/** The instant so many seconds before `end`, in RFC 3339; undefined where that cannot be told. */
export function secondsBefore(end: unknown, seconds: unknown): string | undefined {
  if (typeof end !== 'string' || typeof seconds !== 'number') return undefined
  const instant = new Date(Date.parse(end) - seconds * 1000)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}
