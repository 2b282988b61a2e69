import type { MetricDefinition } from './metric.ts'
import { convert, type Unit } from './units.ts'

/**
 * `value` in the metric's canonical unit. Undefined: the metric is not measured in anything like `unit`.
 *
 * A client that writes `count` for a rate means the same number a minute. Percentages are 0 to 100, but some clients
 * write fractions (0.97) under the same sign: see `readPercentage`.
 */
export function convertToCanonical(
  value: number,
  unit: Unit,
  metric: Pick<MetricDefinition, 'unit' | 'range' | 'sameNumberIn'>,
): number | undefined {
  if (metric.sameNumberIn?.includes(unit)) return value
  if (unit === 'count' && metric.unit === 'count/min') return value
  if (unit === '%' && metric.unit === '%') return readPercentage(value, metric.range)
  return convert(value, unit, metric.unit)
}

/**
 * A number too small for the metric that would be possible as a fraction is one: 0.97 is 97 % blood oxygen. Where
 * small percentages are real (a walking asymmetry of 0.83 %) the range begins at 0, and the number stays as written.
 */
function readPercentage(value: number, [lowest, highest]: readonly [number, number]): number {
  const percent = value * 100
  // A fraction of 1.0000000000000002 is 100 % as well.
  return value < lowest && percent >= lowest && percent <= highest * (1 + 1e-6) ? percent : value
}
