/** A table, each line ended; what a cell does not have is a dash. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map(cells => `| ${cells.map(cell => cell ?? '–').join(' | ')} |\n`).join('')
}
