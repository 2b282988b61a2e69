import { convertToCanonical } from '../../catalogue/convert-to-canonical.ts'
import { findMetric } from '../../catalogue/index.ts'
import { convert, parseUnit } from '../../catalogue/units.ts'

/** The unit that a series is stored in, and the way into it. */
export interface SeriesUnit {
  unit: string
  /** The value in `unit`; undefined where it is written in a unit that does not convert. */
  convert(value: number, writtenUnit: unknown): number | undefined
}

/**
 * A series has the unit of the metric of its name, so that the same series of two exports compare. Where the catalogue
 * does not know the name, or the written unit does not convert, the series keeps the unit it is written in, in our
 * spelling where we know it.
 * @param written the unit of the first point that has one, or the empty text; it holds for points without one
 */
export function chooseSeriesUnit(name: string, written: string): SeriesUnit {
  const from = parseUnit(written)
  const metric = findMetric(name)
  if (metric && (written === '' || (from && convertToCanonical(1, from, metric) !== undefined))) {
    return {
      unit: metric.unit,
      convert(value, pointUnit) {
        const unit = saysNothing(pointUnit) ? (from ?? metric.unit) : parse(pointUnit)
        return unit && convertToCanonical(value, unit, metric)
      },
    }
  }
  return {
    unit: from ?? written,
    convert(value, pointUnit) {
      if (saysNothing(pointUnit) || pointUnit === written) return value
      const unit = parse(pointUnit)
      return unit && from && convert(value, unit, from)
    },
  }
}

function parse(written: unknown) {
  return typeof written === 'string' ? parseUnit(written) : undefined
}

function saysNothing(written: unknown): boolean {
  return written === undefined || written === null || written === ''
}
