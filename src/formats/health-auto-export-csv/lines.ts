/** A cell as it stands in the parsed body: text in a file of the app, and anything where a stranger imitates it. */
export type Cell = unknown

/** Whether a cell says something; the app leaves out what was not measured. */
export function isFilled(cell: Cell): boolean {
  return cell !== undefined && cell !== null && cell !== ''
}

/**
 * A number or truth value as JSON has it, so that the detail of a record is the same in both of the app's formats.
 * Text that would change by it (`007`, more digits than a number has) stays text.
 */
export function readCell(cell: Cell): unknown {
  if (typeof cell !== 'string') return cell
  if (/^-?\d{1,15}(\.\d{1,17})?$/.test(cell) && String(Number(cell)) === cell) return Number(cell)
  const word = cell.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : cell
}
