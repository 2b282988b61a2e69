/**
 * Rows under their headings in columns as wide as they need to be.
 * @param numbersFrom the columns from this one on stand to the right
 */
export function formatTable(
  headings: string[],
  rows: string[][],
  numbersFrom: number = headings.length,
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const formatRow = (row: string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < numbersFrom ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return [headings, ...rows].map(formatRow).join('\n')
}

/** Seconds are enough for a person; JSON has the rest. */
export const formatTime = (time: Date | null, absent = '-'): string =>
  time ? `${time.toISOString().slice(0, 19)}Z` : absent
