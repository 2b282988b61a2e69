import type { Night, Stage } from '../api/sleep.ts'

/** What a night is made of, as it is stacked: the deepest at the bottom. */
export const stages: readonly { stage: Stage; name: string }[] = [
  { stage: 'deep', name: 'Deep' },
  { stage: 'core', name: 'Core' },
  { stage: 'rem', name: 'REM' },
  { stage: 'asleep', name: 'Asleep' },
  { stage: 'awake', name: 'Awake' },
  { stage: 'in_bed', name: 'In bed' },
]

export const stageNames = Object.fromEntries(stages.map(({ stage, name }) => [stage, name])) as Record<
  Stage,
  string
>

export type StageHours = Partial<Record<Stage, number>>

/** Less is the error of a sum. */
const LEAST_HOURS = 1 / 3600

/**
 * The hours of a night by what they were, none counted twice: `asleep` is sleep without a stage, and `in_bed` what is known of
 * nothing else.
 */
export function stageHours(night: Night): StageHours {
  const { asleep_hours: asleep, deep_hours: deep, core_hours: core, rem_hours: rem, awake_hours } = night
  const staged = (deep ?? 0) + (core ?? 0) + (rem ?? 0)
  const hours: Record<Stage, number> = {
    deep: deep ?? 0,
    core: core ?? 0,
    rem: rem ?? 0,
    asleep: (asleep ?? 0) - staged,
    awake: awake_hours ?? 0,
    in_bed: asleep === null ? (night.in_bed_hours ?? 0) - (awake_hours ?? 0) : 0,
  }
  return Object.fromEntries(Object.entries(hours).filter(([, value]) => value > LEAST_HOURS))
}

/** The stages that at least one of them has, in the order in which they are stacked. */
export const stagesOf = (all: readonly StageHours[]): Stage[] =>
  stages.map(({ stage }) => stage).filter(stage => all.some(hours => hours[stage] !== undefined))
