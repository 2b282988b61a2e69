/** The value below which this share of the others lies; `share` from 0 (inclusive) to 1 (exclusive). */
export function quantile(values: readonly number[], share: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
  if (value === undefined) throw new Error('There is no value to choose from')
  return value
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
