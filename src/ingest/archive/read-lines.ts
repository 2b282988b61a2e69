import { invalid } from './archive-error.ts'

const NEWLINE = 0x0a
/** One row: the longest are the routes of long tours and what an app sent as the detail of an event. */
const MAX_LINE_BYTES = 256 * 1_048_576

/**
 * The lines of a file, as many at a time as come together; the last one ends with a newline too.
 * @throws {ArchiveError} archive_invalid
 */
export async function* readLines(content: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let begun: Buffer[] = []
  let begunBytes = 0
  for await (const chunk of content) {
    const end = chunk.lastIndexOf(NEWLINE)
    if (end >= 0) {
      yield Buffer.concat([...begun, chunk.subarray(0, end)])
        .toString()
        .split('\n')
      begun = []
      begunBytes = 0
    }
    const rest = chunk.subarray(end + 1)
    begunBytes += rest.length
    if (begunBytes > MAX_LINE_BYTES) throw invalid('A line is longer than any that we write')
    if (rest.length > 0) begun.push(rest)
  }
  if (begunBytes > 0) throw invalid('The last line is cut off')
}

/** The same lines in sets for one statement each: at most so many, and about so many characters. */
export async function* gatherLines(
  lines: AsyncIterable<string[]>,
  { maxRows, maxLength }: { maxRows: number; maxLength: number },
): AsyncGenerator<string[]> {
  let set: string[] = []
  let length = 0
  for await (const some of lines) {
    for (const line of some) {
      set.push(line)
      length += line.length
      if (set.length < maxRows && length < maxLength) continue
      yield set
      set = []
      length = 0
    }
  }
  if (set.length > 0) yield set
}
