const minuteSeconds = 60
const hourSeconds = 60 * minuteSeconds
const daySeconds = 24 * hourSeconds

/**
 * The length belongs to a record's identity, so it must not depend on the date: a month counts as 30 days and a year
 * as 365, whichever month or year it is.
 */
const groupingSeconds: ReadonlyMap<string, number> = new Map([
  ['minutes', minuteSeconds],
  ['hours', hourSeconds],
  ['days', daySeconds],
  ['weeks', 7 * daySeconds],
  ['months', 30 * daySeconds],
  ['years', 365 * daySeconds],
])

/** Seconds that each value covers under the app's `automation-aggregation`; undefined for Default, None and the unknown. */
export function groupedSecondsOf(aggregation: string | undefined): number | undefined {
  if (aggregation === undefined) return undefined
  const word = aggregation.trim().toLowerCase()
  return groupingSeconds.get(word) ?? groupingSeconds.get(`${word}s`)
}
