import { hrefTo } from '../frame/location.ts'
import { sayDate, sayDateRange } from '../words/dates.ts'
import { averageStages } from './averages.ts'
import type { KnownNight } from './known-nights.ts'
import type { NightBar } from './night-bars.tsx'
import type { NightRange } from './night-range.ts'
import { stageHours } from './stages.ts'

/** A bar for each date of the range, of a year for each week; nothing known leaves a gap. */
export function barsOf(range: NightRange, nights: readonly KnownNight[]): NightBar[] {
  const byDate = new Map(nights.map(night => [night.date, night]))
  if (range.name !== 'year') {
    return range.dates.map((date, index) => {
      const night = byDate.get(date)
      const isLabelled = range.name === 'week' || (range.dates.length - 1 - index) % 7 === 3
      return {
        name: sayDate(date, 'weekday'),
        label: isLabelled
          ? range.name === 'week'
            ? sayDate(date, 'dayOfWeek')
            : sayDate(date, 'day')
          : undefined,
        href: night && hrefTo(['sleep', date]),
        hours: night ? stageHours(night.best) : {},
      }
    })
  }
  const weeks = Array.from({ length: range.dates.length / 7 }, (_, week) =>
    range.dates.slice(week * 7, week * 7 + 7),
  )
  return weeks.map((dates, index) => {
    const known = dates.flatMap(date => byDate.get(date) ?? [])
    const [first, last] = [dates[0]!, dates[6]!]
    const before = weeks[index - 1]?.[0]
    const isNewMonth = before !== undefined && before.slice(0, 7) !== first.slice(0, 7)
    return {
      name: sayDateRange(first, last),
      label: isNewMonth && Number(first.slice(5, 7)) % 2 === 1 ? sayDate(first, 'month') : undefined,
      href: known.length === 0 ? undefined : hrefTo(['sleep'], { range: 'week', to: last }),
      hours: averageStages(known),
    }
  })
}
