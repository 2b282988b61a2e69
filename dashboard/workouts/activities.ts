import type { UnitSystem } from '../api/unit-system.ts'

/** `High intensity interval training`, of an activity as the service names it. */
export function nameActivity(activity: string): string {
  const words = activity.replaceAll('_', ' ').trim()
  return words === '' ? activity : words.charAt(0).toUpperCase() + words.slice(1)
}

/** How fast one goes is said as a pace, the time for a distance, or as a speed. */
export interface Rate {
  kind: 'pace' | 'speed'
  /** Of a pace the distance it is for, of a speed that which is gone in an hour; also that of a split. */
  metres: number
  /** Behind the number: `/km`, `km/h`. */
  sign: string
  /** The distance itself: `km`, `100 m`. */
  distance: string
}

const MILE_M = 1609.344
const YARD_M = 0.9144

const byKilometre = {
  metric: { kind: 'pace', metres: 1000, sign: '/km', distance: 'km' },
  imperial: { kind: 'pace', metres: MILE_M, sign: '/mi', distance: 'mi' },
} as const
const byHundred = {
  metric: { kind: 'pace', metres: 100, sign: '/100 m', distance: '100 m' },
  imperial: { kind: 'pace', metres: 100 * YARD_M, sign: '/100 yd', distance: '100 yd' },
} as const
const byHalfKilometre = {
  metric: { kind: 'pace', metres: 500, sign: '/500 m', distance: '500 m' },
  imperial: { kind: 'pace', metres: 500, sign: '/500 m', distance: '500 m' },
} as const
const byHour = {
  metric: { kind: 'speed', metres: 1000, sign: 'km/h', distance: 'km' },
  imperial: { kind: 'speed', metres: MILE_M, sign: 'mph', distance: 'mi' },
} as const

/** Of activities whose people count the time for a distance; of all others one says a speed. */
const paces: Record<string, Record<UnitSystem, Rate>> = {
  running: byKilometre,
  walking: byKilometre,
  hiking: byKilometre,
  track_and_field: byKilometre,
  wheelchair_walk_pace: byKilometre,
  wheelchair_run_pace: byKilometre,
  cross_country_skiing: byKilometre,
  swimming: byHundred,
  rowing: byHalfKilometre,
}

export const rateOf = (activity: string, system: UnitSystem): Rate => (paces[activity] ?? byHour)[system]
