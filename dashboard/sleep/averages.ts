import type { KnownNight } from './known-nights.ts'
import { type StageHours, stageHours, stagesOf } from './stages.ts'
import { clockOf, quantile, type UsualTime, usualTime } from './usual-times.ts'

/** A mean, and between what lies the middle half of the nights; in hours. */
interface Spread {
  mean: number
  low: number
  high: number
}

/** What nights have in common; undefined where none of them says it. */
export interface Averages {
  asleep: Spread | undefined
  inBed: number | undefined
  /** How much of the time in bed one slept, over the nights of which both is known. */
  shareAsleep: number | undefined
  /** Over the nights whose source tells stages apart. */
  stages: StageHours
  bedtime: UsualTime | undefined
  wakeUp: UsualTime | undefined
}

export function averageOf(nights: readonly KnownNight[], timezone: string): Averages {
  const best = nights.map(night => night.best)
  const times = (all: readonly (string | null)[]) =>
    usualTime(all.filter(time => time !== null).map(time => clockOf(time, timezone)))
  return {
    asleep: spread(best.map(night => night.asleep_hours)),
    inBed: mean(nights.map(night => night.inBed?.hours ?? null)),
    shareAsleep: shareAsleep(nights),
    stages: averageStages(nights.filter(({ best }) => best.core_hours !== null)),
    bedtime: times(best.map(night => night.started_at)),
    wakeUp: times(best.map(night => night.ended_at)),
  }
}

/** Of each stage over all these nights, so that together they are what an average night is made of. */
export function averageStages(nights: readonly KnownNight[]): StageHours {
  const all = nights.map(({ best }) => stageHours(best))
  return Object.fromEntries(
    stagesOf(all).map(stage => [stage, mean(all.map(hours => hours[stage] ?? 0)) ?? 0]),
  )
}

function shareAsleep(nights: readonly KnownNight[]): number | undefined {
  let [asleep, inBed] = [0, 0]
  for (const night of nights) {
    if (night.best.asleep_hours === null || !night.inBed) continue
    asleep += night.best.asleep_hours
    inBed += night.inBed.hours
  }
  return inBed > 0 ? asleep / inBed : undefined
}

function spread(values: readonly (number | null)[]): Spread | undefined {
  const average = mean(values)
  if (average === undefined) return undefined
  const sorted = values.filter(value => value !== null).sort((a, b) => a - b)
  return { mean: average, low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

function mean(values: readonly (number | null)[]): number | undefined {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}
