import { defineMetrics } from './define-metrics.ts'

export const sleep = defineMetrics({
  // A night as a client summed it up, so no total of it is longer than a day.
  sleep_analysis: {
    title: 'Sleep Analysis',
    kind: 'sleep',
    unit: 'hr',
    aggregation: 'sum',
    range: [0, 24],
    healthkit: 'HKCategoryTypeIdentifierSleepAnalysis',
    aliases: ['sleep'],
    displayNames: ['Sleep'],
  },
})
