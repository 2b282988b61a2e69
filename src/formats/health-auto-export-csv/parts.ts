import { foldTitle } from './column.ts'

/** The parts that the app sends, and of what each line of them is a record. */
const parts: ReadonlyMap<string, string> = new Map([
  ['HealthData', 'metrics'],
  ['WorkoutsData', 'workouts'],
  ['SymptomsData', 'symptoms'],
  ['ECGData', 'ecg'],
  ['HeartRateNotificationsData', 'heartRateNotifications'],
  ['StateOfMindData', 'stateOfMind'],
  ['CycleTrackingData', 'cycleTracking'],
  ['MedicationsData', 'medications'],
])

/** Titles that only one part has together. HealthData has a hundred others, and is what remains. */
const tellingTitles: readonly (readonly [part: string, ...titles: string[]])[] = [
  ['WorkoutsData', 'start', 'end', 'duration'],
  ['ECGData', 'start', 'classification'],
  ['StateOfMindData', 'start', 'valence'],
  ['HeartRateNotificationsData', 'start', 'threshold'],
  ['MedicationsData', 'scheduleddate'],
  ['SymptomsData', 'start', 'severity'],
  ['CycleTrackingData', 'start', 'value'],
]

/** The name of the part that a file with this header line is, for one that came without a name. */
export function partOfHeader(header: readonly unknown[]): string {
  const titles = new Set(
    header.map(cell => (typeof cell === 'string' ? foldTitle(cell.replace(/\(.*$/s, '')) : '')),
  )
  const telling = tellingTitles.find(([, ...needed]) => needed.every(title => titles.has(title)))
  return telling?.[0] ?? 'HealthData'
}

/**
 * The key that the app's JSON has for the records of a part. A part that nobody has documented is an array of the
 * future there: `AudiogramData` is `Audiogram`. A second part of one name ends in a number.
 */
export function recordsOfPart(name: string): string {
  const single = name.replace(/ \d+$/, '')
  return parts.get(single) ?? (single.replace(/Data$/, '') || 'unknown')
}

/** Whether the app is known to send a part of this name, which then may be empty. */
export function isKnownPart(name: string): boolean {
  return parts.has(name.replace(/ \d+$/, ''))
}

/** Whether a part of this name is one that the app sends, or that a later version of it may send. */
export function isPartName(name: string): boolean {
  return /^[A-Z]\w{0,60}Data( \d+)?$/.test(name)
}
