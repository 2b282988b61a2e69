import type { HealthEvent } from '../api/events.ts'
import { dateOf } from '../words/dates.ts'
import { textOf } from './plain-words.ts'

export interface CycleLength {
  /** The local date on which it began. */
  start: string
  /** Undefined of the last, which is not over, or of which the next is out of sight. */
  days: number | undefined
  /** On how many of them there was bleeding. */
  periodDays: number
}

/** So many days without bleeding are between two periods, where no entry says that a cycle begins. */
const LEAST_PAUSE_DAYS = 10

/** The cycles that begin among the entries, the oldest first. */
export function cyclesOf(events: readonly HealthEvent[], timezone: string): CycleLength[] {
  const flows = events.filter(
    ({ name, detail }) =>
      name.toLowerCase() === 'menstrual flow' && (textOf(detail?.value) ?? '').toLowerCase() !== 'none',
  )
  const isStart = new Map<string, boolean>()
  for (const { started_at, detail } of flows) {
    const date = dateOf(started_at, timezone)
    isStart.set(date, (isStart.get(date) ?? false) || detail?.isCycleStart === true)
  }
  const areTold = [...isStart.values()].some(told => told)
  const cycles: CycleLength[] = []
  let before: string | undefined
  for (const date of [...isStart.keys()].sort()) {
    const begins = areTold
      ? isStart.get(date)
      : before === undefined || daysBetween(before, date) > LEAST_PAUSE_DAYS
    const current = cycles.at(-1)
    if (begins) {
      if (current) current.days = daysBetween(current.start, date)
      cycles.push({ start: date, days: undefined, periodDays: 1 })
    } else if (current) current.periodDays++
    before = date
  }
  return cycles
}

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
