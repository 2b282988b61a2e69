/** One activity of a workout, as HealthKit has it (HKWorkoutActivityType), and how clients write it. */
export interface ActivityDefinition {
  /** HealthKit's integer, which some clients write instead of the name. */
  healthkitValue: number
  /** Other names, in any language; where it takes place is told apart from them (workout-locations.ts). */
  names?: readonly string[]
}

export type ActivityDefinitions = Readonly<Record<string, ActivityDefinition>>
