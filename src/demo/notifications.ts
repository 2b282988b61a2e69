import { MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { writeUtc } from './feelings.ts'
import { watch } from './metrics-body.ts'
import { round } from './random.ts'

const NOTIFIED_AFTER_MINUTES = 10

/** The watch warns of a heart that is fast while she lies ill, and now and then of one that is slow in her sleep. */
export function tellNotifications(day: Day, nowMs: number) {
  const random = day.random('notification')
  const isFast = day.illness > 0.8
  const isSlow = day.epochDay % 28 === 11
  const startMs = isFast ? day.at(16.5) : day.at(4.4)
  const endMs = startMs + NOTIFIED_AFTER_MINUTES * MINUTE_MS
  if (!(isFast || isSlow) || endMs > nowMs) return []
  const threshold = isFast ? 100 : 50
  const heartRateData = Array.from({ length: 5 }, (_, index) => {
    const fromMs = startMs + index * 2 * MINUTE_MS
    const hr = round(threshold + (isFast ? 1 : -1) * random.between(1, 8))
    return {
      hr,
      units: 'bpm',
      timestamp: {
        start: writeUtc(fromMs),
        end: writeUtc(fromMs + 2 * MINUTE_MS),
        interval: { duration: 120, units: 's' },
      },
    }
  })
  return [
    {
      heartNotification: isFast ? 'high_heart_rate_notification' : 'low_heart_rate_notification',
      start: writeUtc(startMs),
      end: writeUtc(endMs),
      // The app spells it so.
      threshhold: threshold,
      heartRateData,
      hrvData: [],
      source: { name: watch },
    },
  ]
}
