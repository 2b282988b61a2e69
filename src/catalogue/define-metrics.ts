import type { MetricDefinition } from './metric.ts'

export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>

/** One area's entries by canonical name. It only checks them: an unknown unit, kind or field does not compile. */
export function defineMetrics(entries: MetricDefinitions): MetricDefinitions {
  return entries
}

/**
 * The range of a metric that adds up, from what no day holds more of. Clients send such a metric in groups of a
 * minute to a year, and the value alone does not say which, so a year of such days must still be possible.
 */
export function aYearOf(dailyMaximum: number): readonly [number, number] {
  return [0, dailyMaximum * 366]
}
