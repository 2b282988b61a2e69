import type { MetricDefinition } from './metric.ts'
import { convert, type Unit } from './units.ts'

/** `value` in the metric's canonical unit. Undefined: the metric is not measured in anything like `unit`. */
export function convertToCanonical(
  value: number,
  unit: Unit,
  metric: Pick<MetricDefinition, 'unit' | 'sameNumberIn'>,
): number | undefined {
  return metric.sameNumberIn?.includes(unit) ? value : convert(value, unit, metric.unit)
}
