import { MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { type MetricsBody, phone, watch } from './metrics-body.ts'
import { round } from './random.ts'

/** How she walks, as the phone in the pocket sees it, and how she climbs stairs. */
export function addMobility(body: MetricsBody, day: Day): void {
  const random = day.random('mobility')
  const tired = 0.35 * day.illness
  for (const hour of [7.7, 12.5, 17.2, 19]) {
    if (random.chance(0.3)) continue
    const ms = day.at(hour) + random.whole(0, 25) * MINUTE_MS
    const speed = 4.9 - tired + random.around(0, 0.2)
    body.addReading(day, 'walking_speed', 'km/hr', ms, round(speed, 2), phone)
    const step = 70 + 3.4 * (speed - 4.9) + random.around(0, 1.2)
    body.addReading(day, 'walking_step_length', 'cm', ms, round(step, 1), phone)
    const support = 27.6 + 2 * tired + random.around(0, 0.7)
    body.addReading(day, 'walking_double_support_percentage', '%', ms, round(support, 1), phone)
    const asymmetry = Math.max(0, random.around(1.4, 1))
    body.addReading(day, 'walking_asymmetry_percentage', '%', ms, round(asymmetry, 1), phone)
  }
  if (random.chance(0.6)) {
    const ms = day.at(8.3) + random.whole(0, 500) * MINUTE_MS
    body.addReading(day, 'stair_speed_up', 'm/s', ms, round(random.around(0.46, 0.04), 3), watch)
    body.addReading(day, 'stair_speed_down', 'm/s', ms + 90_000, round(random.around(0.53, 0.05), 3), watch)
  }
  if (day.epochDay % 7 !== 3) return
  const [night, evening] = [day.at(6), day.at(20)]
  const steady = round(random.around(93, 1.5), 1)
  body.addReading(day, 'apple_walking_steadiness', '%', night, steady, phone)
  const metres = round(530 + 40 * day.fitness + random.around(0, 8))
  body.addReading(day, 'six_minute_walking_test_distance', 'm', evening, metres, watch)
}
