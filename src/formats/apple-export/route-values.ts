/** No time and no number is longer. */
const MAX_TEXT_LENGTH = 80

/** A number where it is one as the schema has it, since text would hold on to all of the file; else what is written. */
export function readNumber(written: string | undefined): unknown {
  if (written === undefined) return undefined
  const text = written.slice(0, MAX_TEXT_LENGTH).trim()
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : detach(text)
}

/** What is written, as a text of its own. */
export function readTime(written: string): string {
  return detach(written.trim().slice(0, MAX_TEXT_LENGTH))
}

/** A text of its own: one that was cut out of a chunk keeps the whole chunk in memory. */
function detach(text: string): string {
  return Buffer.from(text).toString()
}
