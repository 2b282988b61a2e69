import type { EpochDay } from './calendar.ts'
import { type Random, randomOf } from './random.ts'
import { fitnessOn, summerOn } from './story.ts'

export const HEIGHT_CM = 171

/** Falls with training, higher in winter, and different each morning. */
export const weightOn = (seed: number, day: EpochDay): number =>
  71.5 - 6 * fitnessOn(day) - 0.7 * summerOn(day) + randomOf(seed, 'weight', day).around(0, 0.35)

/** What a scale with electrodes makes of a weight. */
export function composition(random: Random, day: EpochDay, weightKg: number) {
  const fatPercent = 28.5 - 6.5 * fitnessOn(day) + random.around(0, 0.35)
  const leanKg = weightKg * (1 - fatPercent / 100)
  return {
    bodyMassIndex: weightKg / (HEIGHT_CM / 100) ** 2,
    fatPercent,
    leanKg,
    muscleKg: leanKg * 0.948,
    musclePercent: ((leanKg * 0.948) / weightKg) * 100,
    boneKg: leanKg * 0.052,
    waterKg: leanKg * 0.73,
    waterPercent: ((leanKg * 0.73) / weightKg) * 100,
    kcalPerDay: 370 + 21.6 * leanKg,
  }
}
