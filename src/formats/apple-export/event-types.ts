/** The types of the events that elements of an export become, besides those that other clients send too. */
export const exportEventTypes: readonly string[] = [
  'activity_summary',
  'characteristics',
  'food',
  'clinical_record',
  'audiogram',
  'vision_prescription',
  'workout_route',
]
