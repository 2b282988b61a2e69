import { type CleanText, cleanXml, type Fault } from './clean-xml.ts'

/**
 * The text of a piece from one of its bytes on, as a parser is given it, and which place in the one is which in the
 * other. Places are behind a tag or before one, and mostly asked for in ascending order: each is found from the last.
 */
export class PieceText implements CleanText {
  readonly text: string
  readonly faults: readonly Fault[]
  private readonly piece: Buffer
  private readonly from: number
  private readonly decoded: string
  private readonly isAscii: boolean
  /** The place that was found last: in the bytes, in what was decoded, and how many faults come before it. */
  private byte: number
  private character = 0
  private passed = 0
  /** How much shorter the faults before it have become. */
  private shortened = 0

  /** @param piece well-formed UTF-8 */
  constructor(piece: Buffer, from: number) {
    this.piece = piece
    this.from = from
    this.byte = from
    this.decoded = piece.toString('utf8', from)
    this.isAscii = this.decoded.length === piece.length - from
    const { text, faults } = cleanXml(this.decoded)
    this.text = text
    this.faults = faults
  }

  /** Where in the text a byte stands. */
  indexOf(byte: number): number {
    if (byte < this.byte) this.rewind()
    const { byte: last, faults } = this
    if (byte === last) return this.character - this.shortened
    this.character += this.isAscii ? byte - last : this.piece.toString('utf8', last, byte).length
    this.byte = byte
    while (this.passed < faults.length && faults[this.passed]!.at < this.character) this.pass()
    return this.character - this.shortened
  }

  /** Which byte stands there in the text. What was taken out just before it comes behind. */
  byteOf(index: number): number {
    if (index + this.shortened < this.character) this.rewind()
    const { faults, character: last } = this
    while (this.passed < faults.length && faults[this.passed]!.cleanAt < index) this.pass()
    this.character = index + this.shortened
    this.byte += this.isAscii
      ? this.character - last
      : Buffer.byteLength(this.decoded.slice(last, this.character))
    return this.byte
  }

  private pass(): void {
    const { length, cleanLength } = this.faults[this.passed++]!
    this.shortened += length - cleanLength
  }

  private rewind(): void {
    this.byte = this.from
    this.character = 0
    this.passed = 0
    this.shortened = 0
  }
}
