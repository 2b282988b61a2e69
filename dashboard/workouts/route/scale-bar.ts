import type { UnitSystem } from '../../api/unit-system.ts'
import { sayNumber } from '../../words/numbers.ts'

export interface ScaleBar {
  pixels: number
  /** `500 m` */
  label: string
}

const FOOT_M = 0.3048
const MILE_M = 1609.344

/** The longest bar of a round length (1, 2 or 5 times a power of ten) that is not longer than allowed. */
export function scaleBar(metresPerPixel: number, mostPixels: number, system: UnitSystem): ScaleBar {
  const mostMetres = metresPerPixel * mostPixels
  const [unit, sign] =
    system === 'metric'
      ? mostMetres < 1000
        ? [1, 'm']
        : [1000, 'km']
      : mostMetres < MILE_M / 2
        ? [FOOT_M, 'ft']
        : [MILE_M, 'mi']
  const most = mostMetres / unit
  const power = 10 ** Math.floor(Math.log10(most))
  const length = ([5, 2].find(times => times * power <= most) ?? 1) * power
  return { pixels: (length * unit) / metresPerPixel, label: `${sayNumber(length, 1)} ${sign}` }
}
