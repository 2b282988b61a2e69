import type { Border, LongArray } from './long-array.ts'

/**
 * The arrays and objects that are open at a place in a body, and the long arrays found in those that were closed. Lengths
 * are counted without the long arrays within: of an element that is long by them, what is left may be short.
 */
export class OpenContainers {
  /** How many are open. */
  depth = 0
  /** Whether any piece, or what is left of the body, is longer than a text can be. */
  isTooLong = false
  private readonly pieceBytes: number
  private readonly maxPieceBytes: number
  /** Bytes of long arrays so far, which nobody counts any more. */
  private hidden = 0
  // One place for each level, the first for the body itself: a body has millions of containers.
  private readonly inArray: Uint8Array
  private readonly startAt: Float64Array
  private readonly startCounted: Float64Array
  private readonly pieceCounted: Float64Array
  private readonly commas: Float64Array
  private readonly borders: (Border[] | undefined)[]
  private readonly within: (LongArray[] | undefined)[]

  constructor(
    maxDepth: number,
    { pieceBytes, maxPieceBytes }: { pieceBytes: number; maxPieceBytes: number },
  ) {
    this.pieceBytes = pieceBytes
    this.maxPieceBytes = maxPieceBytes
    this.inArray = new Uint8Array(maxDepth + 1)
    this.startAt = new Float64Array(maxDepth + 1)
    this.startCounted = new Float64Array(maxDepth + 1)
    this.pieceCounted = new Float64Array(maxDepth + 1)
    this.commas = new Float64Array(maxDepth + 1)
    this.borders = Array(maxDepth + 1).fill(undefined)
    this.within = Array(maxDepth + 1).fill(undefined)
  }

  get isInArray(): boolean {
    return this.inArray[this.depth] === 1
  }

  open(isArray: boolean, at: number): void {
    const depth = ++this.depth
    this.inArray[depth] = isArray ? 1 : 0
    this.startAt[depth] = at
    this.startCounted[depth] = at - this.hidden
    this.pieceCounted[depth] = at - this.hidden
    this.commas[depth] = 0
  }

  /** Between two elements of the array that is open, or two lines of the body. */
  separate(at: number): void {
    const { depth } = this
    const index = ++this.commas[depth]!
    const counted = at - this.hidden
    if (counted - this.pieceCounted[depth]! >= this.pieceBytes) this.endPiece(depth, at, index)
  }

  /** @param at where the closing bracket is */
  close(at: number, isEmpty: boolean): void {
    const { depth } = this
    const startCounted = this.startCounted[depth]!
    if (this.inArray[depth] === 1 && at + 1 - this.hidden - startCounted >= this.pieceBytes) {
      const start = this.startAt[depth]!
      const length = this.commas[depth]! + (isEmpty ? 0 : 1)
      const array = this.takeLong({ start, end: at + 1, separator: ',' }, start, at, length)
      this.depth--
      this.hold(array)
      this.hidden = at + 1 - startCounted
      return
    }
    this.depth--
    const within = this.within[depth]
    if (within === undefined) return
    for (const array of within) this.hold(array)
    this.within[depth] = undefined
  }

  /** The lines of the whole body, each of which was ended by `separate`. */
  takeLines(bytes: number): LongArray {
    return this.takeLong({ start: 0, end: bytes, separator: '\n' }, -1, bytes, this.commas[0]!)
  }

  /** The long arrays that stand in no other, when the body has ended. */
  takeOutermost(bytes: number): LongArray[] {
    if (bytes - this.hidden > this.maxPieceBytes) this.isTooLong = true
    return this.within[0] ?? []
  }

  private takeLong(
    whole: Pick<LongArray, 'start' | 'end' | 'separator'>,
    firstBorder: number,
    lastBorder: number,
    length: number,
  ): LongArray {
    const { depth } = this
    this.endPiece(depth, lastBorder, length)
    const borders = this.borders[depth]!
    borders.unshift({ at: firstBorder, index: 0, within: 0 })
    const array = { ...whole, length, borders, within: this.within[depth] ?? [] }
    this.borders[depth] = undefined
    this.within[depth] = undefined
    return array
  }

  private endPiece(depth: number, at: number, index: number): void {
    const counted = at - this.hidden
    if (counted - this.pieceCounted[depth]! > this.maxPieceBytes) this.isTooLong = true
    this.pieceCounted[depth] = counted
    this.borders[depth] ??= []
    this.borders[depth].push({ at, index, within: this.within[depth]?.length ?? 0 })
  }

  private hold(array: LongArray): void {
    this.within[this.depth] ??= []
    this.within[this.depth]!.push(array)
  }
}
