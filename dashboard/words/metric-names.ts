/** What people say, where the catalogue has the longer name of an app. */
const plainNames: Record<string, string> = {
  step_count: 'Steps',
  apple_exercise_time: 'Exercise',
  apple_move_time: 'Time moving',
  apple_stand_time: 'Time standing',
  apple_stand_hour: 'Stand hours',
  walking_running_distance: 'Walking and running',
  basal_energy_burned: 'Resting energy',
  body_mass: 'Weight',
  blood_oxygen_saturation: 'Blood oxygen',
  apple_sleeping_wrist_temperature: 'Wrist temperature at night',
  apple_walking_steadiness: 'Walking steadiness',
  sleep_analysis: 'Sleep',
}

/**
 * A metric's name in a sentence's case: `Resting heart rate`; of one that the catalogue does not know, from its own name.
 * @param title as the service answers it
 */
export function nameMetric(metric: string, title: string | null | undefined): string {
  const plain = plainNames[metric]
  if (plain !== undefined) return plain
  if (title) return title.replaceAll(/(?<=[\s-])[A-Z][a-z]+\b/g, word => word.toLowerCase())
  const words = metric.replaceAll(/[_\s]+/g, ' ').trim()
  return words === '' ? metric : words.charAt(0).toUpperCase() + words.slice(1)
}
