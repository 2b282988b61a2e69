import { isJsonObject } from '../json-object.ts'
import { dayFields, seriesFields } from './day-fields.ts'

/** What keys of a day stand for, where that is no name of it; sections as well as single figures. */
const meanings: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...[...dayFields, ...seriesFields].map(([, key, metric]) => [key, [metric]] as const),
  ...['heart', 'heartRateMin', 'averageHeartRate', 'heartRateMax'].map(key => [key, ['heart_rate']] as const),
  ...'sleep sleepStages totalDuration coreSleep deepSleep remSleep awakeTime inBedTime bedtimeISO wakeTimeISO'
    .split(' ')
    .map(key => [key, ['sleep_analysis']] as const),
  ['mindfulness', ['mindful_minutes']],
  ['reproductiveHealth', ['cycle_tracking', 'sexual_activity']],
])

/** Under these keys a record names its own type. */
const nameKeys: ReadonlySet<string> = new Set(['type', 'metric', 'identifier', 'name'])

const MAX_NAME_LENGTH = 100

/** The names of what is left of a day: keys at all depths, what they stand for, and what records in it call themselves. */
export function namesIn(left: Readonly<Record<string, unknown>>): string[] {
  const names = new Set<string>()
  const open: unknown[] = [left]
  while (open.length > 0) {
    const next = open.pop()
    if (Array.isArray(next)) for (const element of next) open.push(element)
    else if (isJsonObject(next)) {
      for (const key of Object.keys(next)) {
        const value = next[key]
        open.push(value)
        const named = nameKeys.has(key) && typeof value === 'string' ? [value] : []
        for (const name of [key, ...named, ...(meanings.get(key) ?? [])]) {
          if (name.length <= MAX_NAME_LENGTH) names.add(name)
        }
      }
    }
  }
  return [...names]
}
