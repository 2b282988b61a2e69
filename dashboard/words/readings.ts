import type { Sample } from '../api/samples.ts'
import type { UnitSystem } from '../api/session.ts'
import { sayValue } from './numbers.ts'
import { unitOf } from './units.ts'

/** A value in words: the number, or both of blood pressure, and the sign of its unit. */
export interface Reading {
  number: string
  sign: string
}

/** What a sample of a metric says, in the units that the person wants; a heart rate by its average. */
export function readingOf(metric: string, sample: Sample, system: UnitSystem): Reading {
  const unit = unitOf({ metric, unit: sample.unit }, system)
  const { systolic, diastolic } = sample
  if (typeof systolic === 'number' && typeof diastolic === 'number') {
    return { number: `${sayValue(systolic, unit)}/${sayValue(diastolic, unit)}`, sign: unit.sign }
  }
  const value = sample.value ?? sample.avg ?? sample.max ?? sample.min
  return { number: typeof value === 'number' ? sayValue(value, unit) : '–', sign: unit.sign }
}
