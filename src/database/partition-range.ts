/**
 * A month of UTC as a number that can be counted with: 12 × year + month (January is 0).
 * Partitions begin and end with a month, so a set of these says what a table has room for.
 */
export type MonthIndex = number

export interface PartitionRange {
  /** What follows `<table>_` in the partition's name: `y2026m11` or `y2019`. */
  suffix: string
  from: MonthIndex
  /** Exclusive. */
  to: MonthIndex
}

/** Metrics of these many years before the present one are kept by month: they are the ones asked for and written. */
const monthlyYears = 2
const monthsAhead = 12

export function monthOf(instant: number): MonthIndex {
  const date = new Date(instant)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The month's first instant and that of the next, in milliseconds since 1970. */
export function boundsOf(month: MonthIndex): [from: number, to: number] {
  const startMs = (index: MonthIndex) => new Date(0).setUTCFullYear(Math.floor(index / 12), index % 12)
  return [startMs(month), startMs(month + 1)]
}

/** The month's first instant, as a literal that PostgreSQL reads the same under every setting. */
export function startOfMonth(month: MonthIndex): string {
  const year = Math.floor(month / 12)
  return `${pad(year, 4)}-${pad((month % 12) + 1, 2)}-01 00:00:00+00`
}

/** From January two years back to twelve months ahead. */
export function monthsToKeepReady(now: number): MonthIndex[] {
  const first = firstMonthlyMonth(now)
  return Array.from({ length: monthOf(now) + monthsAhead - first + 1 }, (_, offset) => first + offset)
}

/**
 * The partitions to create so that every month wanted has one. Months since two years back get one each; a year before
 * that gets one for all of it, unless it has months already, with which the year would overlap.
 * @param known the months that have room already
 */
export function planPartitions(
  wanted: Iterable<MonthIndex>,
  known: ReadonlySet<MonthIndex>,
  now: number,
): PartitionRange[] {
  const planned = new Map<string, PartitionRange>()
  for (const month of wanted) {
    if (known.has(month)) continue
    const range =
      month >= firstMonthlyMonth(now) || hasMonthOfYear(known, month) ? monthly(month) : yearly(month)
    planned.set(range.suffix, range)
  }
  return [...planned.values()].sort((a, b) => a.from - b.from)
}

function firstMonthlyMonth(now: number): MonthIndex {
  return (new Date(now).getUTCFullYear() - monthlyYears) * 12
}

function hasMonthOfYear(known: ReadonlySet<MonthIndex>, month: MonthIndex): boolean {
  const { from, to } = yearly(month)
  for (let other = from; other < to; other++) if (known.has(other)) return true
  return false
}

function monthly(month: MonthIndex): PartitionRange {
  const year = Math.floor(month / 12)
  return { suffix: `y${pad(year, 4)}m${pad((month % 12) + 1, 2)}`, from: month, to: month + 1 }
}

function yearly(month: MonthIndex): PartitionRange {
  const year = Math.floor(month / 12)
  return { suffix: `y${pad(year, 4)}`, from: year * 12, to: (year + 1) * 12 }
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
