/** Places from `start` to before `end`. */
interface Part {
  start: number
  end: number
}

/**
 * Cuts rows, ascending by time, wherever the next one is long after the one before it: a statement for rows of years apart
 * is planned for, and may read, all that is stored between them.
 * @param timeAt the time of a row, in epoch microseconds
 * @param maxParts where there are more, all is one part
 */
export function splitAtGaps(
  rows: number,
  timeAt: (place: number) => number,
  { longestGapUs, maxParts }: { longestGapUs: number; maxParts: number },
): Part[] {
  const parts: Part[] = []
  let start = 0
  for (let place = 1; place <= rows; place++) {
    if (place < rows && timeAt(place) - timeAt(place - 1) <= longestGapUs) continue
    parts.push({ start, end: place })
    start = place
  }
  return parts.length > maxParts ? [{ start: 0, end: rows }] : parts
}
