import type { Years } from '../accounts/fill-heart-rates.ts'

/** What is asked of an account, and how long the answer may take of one with ten million samples. */
export interface Question {
  title: string
  path: string
  limitMs: number
}

const DAY_MS = 86_400_000

export function askAbout({ end }: Years): Question[] {
  const range = (days: number) =>
    `from=${new Date(end.getTime() - days * DAY_MS).toISOString()}&to=${end.toISOString()}`
  const daily = (days: number): Question => ({
    title: `${days} days of daily statistics`,
    path: `/v1/metrics/heart_rate/statistics?bucket=day&timezone=Europe/Berlin&${range(days)}`,
    limitMs: days > 365 ? 120 : 50,
  })
  return [
    {
      title: 'last 24 h, raw',
      path: `/v1/metrics/heart_rate/samples?limit=10000&${range(1)}`,
      limitMs: 20,
    },
    daily(365),
    daily(1826),
    { title: 'latest of all metrics', path: '/v1/latest', limitMs: 20 },
  ]
}
