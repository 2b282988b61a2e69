import type { RangeName } from './range.ts'

/** A kind of event that has a view of its own. */
export interface Kind {
  type: string
  title: string
  /** As much as says something of events that come so often. */
  range: RangeName
}

export const kinds: readonly Kind[] = [
  { type: 'state_of_mind', title: 'Mood', range: 'quarter' },
  { type: 'symptom', title: 'Symptoms', range: 'quarter' },
  { type: 'medication', title: 'Medications', range: 'month' },
  { type: 'cycle_tracking', title: 'Cycle', range: 'quarter' },
  { type: 'heart_rate_notification', title: 'Heart notifications', range: 'year' },
  { type: 'ecg', title: 'ECG', range: 'year' },
]

export const kindOf = (type: string): Kind | undefined => kinds.find(kind => kind.type === type)
