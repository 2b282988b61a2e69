import type { Column } from './storage-kind.ts'

/** A workout is the same when activity, start and end are, to the second: clients round them differently. */
export const workoutIdentity: Column[] = [
  { name: 'started_at', type: 'timestamptz' },
  { name: 'ended_at', type: 'timestamptz' },
  { name: 'activity', type: 'text' },
]
