import type { Counts } from '../api/ingestions.ts'

/** What became of the records, in the order in which they are shown. */
export const countNames: readonly { count: keyof Counts; label: string; meaning: string }[] = [
  { count: 'received', label: 'Received', meaning: 'Records that were in it' },
  { count: 'inserted', label: 'New', meaning: 'Kept for the first time' },
  { count: 'updated', label: 'Changed', meaning: 'Replaced an earlier value' },
  { count: 'duplicate', label: 'Known', meaning: 'Were here already' },
  { count: 'rejected', label: 'Rejected', meaning: 'Not kept, for a reason that is shown' },
]
