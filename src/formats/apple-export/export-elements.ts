/** The elements that stand below the root of an export; one inside of another means that the other was never closed. */
export const topLevelNames: ReadonlySet<string> = new Set([
  'ExportDate',
  'Me',
  'Record',
  'Correlation',
  'Workout',
  'ActivitySummary',
  'ClinicalRecord',
  'Audiogram',
  'VisionPrescription',
])

/** Whether an element may stand in another; a correlation repeats its records. */
export function isMisplaced(name: string, parents: readonly { name: string }[]): boolean {
  if (!topLevelNames.has(name)) return false
  return !(name === 'Record' && parents.length === 1 && parents[0]!.name === 'Correlation')
}

/** Behind a `<` that has no place where it stands: here the document goes on, and what stood before is broken. */
export const goesOn = new RegExp(
  `/?(?:HealthData|${[...topLevelNames].join('|')}|MetadataEntry)(?=[\\s/>])`,
  'y',
)
