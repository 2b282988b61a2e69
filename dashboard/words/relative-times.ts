const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' })

/** `3 hours ago`, `in 2 days`; within a minute `just now`. */
export function sayAgo(time: string | number | Date, nowMs: number = Date.now()): string {
  const seconds = (new Date(time).getTime() - nowMs) / 1000
  const step = steps.find(([, size]) => Math.abs(seconds) >= size)
  return step ? format.format(Math.trunc(seconds / step[1]), step[0]) : 'just now'
}
