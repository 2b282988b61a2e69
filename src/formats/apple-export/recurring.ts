/** How many are known at a time: a type of a few sources, whose devices each have had some addresses. */
const MAX_KNOWN = 16
/** What is longer is not likely to come again. */
const MAX_BYTES = 2_000

/** What stands in the bytes again and again, so that it need not be read each time. */
export class Recurring<Meaning> {
  private readonly known: { bytes: Buffer; meaning: Meaning }[] = []
  private next = 0
  /** How long it was that was found last. */
  length = 0

  /** What it means that stands there; undefined where that is not known. */
  find(bytes: Buffer, start: number): Meaning | undefined {
    const { known: all } = this
    // Most have much in common, and where one differs nearly all others are told apart by that byte.
    let telling = 0
    for (let nth = 0; nth < all.length; nth++) {
      const { bytes: known, meaning } = all[nth]!
      const { length } = known
      if (start + length > bytes.length || telling >= length) continue
      if (known[telling] !== bytes[start + telling]) continue
      let at = 0
      while (at < length && known[at] === bytes[start + at]) at++
      if (at === length) {
        this.length = length
        return meaning
      }
      telling = at
    }
    return undefined
  }

  /** None of what is added may be the beginning of another. */
  add(bytes: Buffer, start: number, end: number, meaning: Meaning): void {
    if (end - start > MAX_BYTES) return
    this.known[this.next] = { bytes: Buffer.from(bytes.subarray(start, end)), meaning }
    this.next = (this.next + 1) % MAX_KNOWN
  }
}
