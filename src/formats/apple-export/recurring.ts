/** How many are known at a time: a type of a few sources, whose devices each have had some addresses. */
const MAX_KNOWN = 16
/** What is longer is not likely to come again. */
const MAX_BYTES = 2_000
const WORD = 4

interface Known<Meaning> {
  /** Four bytes each; the last one overlaps the one before where the length is no multiple. */
  words: Int32Array
  length: number
  meaning: Meaning
}

/** What stands in the bytes again and again, so that it need not be read each time. */
export class Recurring<Meaning> {
  private readonly known: Known<Meaning>[] = []
  private next = 0
  /** How long it was that was found last. */
  length = 0

  /** What it means that stands there; undefined where that is not known. */
  find(bytes: DataView, start: number): Meaning | undefined {
    const { known: all } = this
    const left = bytes.byteLength - start
    // Most have much in common, and where one differs nearly all others are told apart by that word.
    let telling = 0
    for (let nth = 0; nth < all.length; nth++) {
      const { words, length, meaning } = all[nth]!
      const last = words.length - 1
      if (length > left) continue
      if (telling < last && words[telling] !== bytes.getInt32(start + telling * WORD, true)) continue
      let at = 0
      while (at < last && words[at] === bytes.getInt32(start + at * WORD, true)) at++
      if (at === last && words[last] === bytes.getInt32(start + length - WORD, true)) {
        this.length = length
        return meaning
      }
      telling = at
    }
    return undefined
  }

  /** At least four bytes; none of what is added may be the beginning of another. */
  add(bytes: DataView, start: number, end: number, meaning: Meaning): void {
    const length = end - start
    if (length > MAX_BYTES) return
    const words = Int32Array.from({ length: Math.ceil(length / WORD) }, (_, nth) => {
      return bytes.getInt32(Math.min(start + nth * WORD, end - WORD), true)
    })
    this.known[this.next] = { words, length, meaning }
    this.next = (this.next + 1) % MAX_KNOWN
  }
}
