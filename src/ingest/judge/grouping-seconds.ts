const SHORTEST_DAY_S = 23 * 3_600
const LONGEST_DAY_S = 25 * 3_600
const DAY_S = 24 * 3_600

/**
 * How much of a day a sample sums up, in seconds: what its client grouped by, a day where the sample itself covers one,
 * and 0 for a single reading. The same as the function `grouping_seconds` of the database, so that the rollups that a row
 * touches are known without asking.
 */
export function groupingSeconds(grouped: boolean, durationS: number): number {
  if (grouped) return durationS
  if (durationS < SHORTEST_DAY_S) return 0
  return durationS <= LONGEST_DAY_S ? DAY_S : durationS
}
