/** Three steps then lead from the first few to all rows of a body, and a kind with few takes little of what all would. */
const MAX_FACTOR = 8

/**
 * How much room comes after so much of it: as much as is expected, in few steps, for what is outgrown is copied, and lives until
 * it is collected. Behind that it doubles.
 * @param expected about how much there will be; 0 where nobody knows
 */
export const grow = (size: number, expected: number): number =>
  Math.max(size * 2, Math.min(size * MAX_FACTOR, expected))
