import { grow } from './grow.ts'

const TWO_TO_32 = 4_294_967_296
const LENGTH_BYTES = 4
/** Up to here a loop is done before a call has begun. */
const MAX_LOOPED_BYTES = 64

/**
 * A buffer with room for the next bytes; a Buffer of Node has none. What is written is in the order of the network, as
 * PostgreSQL has it.
 */
export class GrowingBytes {
  length = 0
  private readonly expected: number
  private readonly margin: number
  private buffer: Buffer
  /** Of the same memory: its methods are inlined, those of a Buffer that write numbers are not. */
  private view: DataView

  /**
   * @param first bytes, for which there is room from the beginning
   * @param expected about how many bytes there will be, if it is known
   * @param margin bytes for which there is room at any time, without asking
   */
  constructor({ first, expected = 0, margin }: { first: number; expected?: number; margin: number }) {
    this.expected = expected
    this.margin = margin
    this.buffer = Buffer.allocUnsafeSlow(first + margin)
    this.view = viewOf(this.buffer)
  }

  /** All that was written. */
  get all(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  /** Where it is written, with room behind it: for who looks often, and knows where. Another one once it has grown. */
  get memory(): Buffer {
    return this.buffer
  }

  /** Makes room for so many bytes, and for the margin behind them. */
  reserve(bytes: number): void {
    if (this.length + bytes + this.margin <= this.buffer.length) return
    const size = Math.max(grow(this.buffer.length, this.expected), this.length + bytes) + this.margin
    const larger = Buffer.allocUnsafeSlow(size)
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
    this.view = viewOf(larger)
  }

  append(bytes: Buffer): void {
    this.reserve(bytes.length)
    const { buffer, length } = this
    if (bytes.length > MAX_LOOPED_BYTES) bytes.copy(buffer, length)
    else for (let at = 0; at < bytes.length; at++) buffer[length + at] = bytes[at]!
    this.length += bytes.length
  }

  /** A copy of what was written from there on. */
  copyFrom(start: number): Buffer {
    return Buffer.from(this.buffer.subarray(start, this.length))
  }

  writeByte(value: number): void {
    this.buffer[this.length++] = value
  }

  writeInt16(value: number): void {
    if ((value << 16) >> 16 !== value) throw new RangeError('a number does not fit 16 bits')
    this.view.setInt16(this.length, value)
    this.length += 2
  }

  writeInt32(value: number): void {
    // A view would wrap it, and store another number in silence.
    if ((value | 0) !== value) throw new RangeError('a number does not fit 32 bits')
    this.view.setInt32(this.length, value)
    this.length += 4
  }

  /** Writes over what is at a place. */
  setInt32(at: number, value: number): void {
    this.view.setInt32(at, value)
  }

  /** @param value a whole number that a double holds exactly */
  writeInt64(value: number): void {
    const high = Math.floor(value / TWO_TO_32)
    this.view.setInt32(this.length, high)
    this.view.setUint32(this.length + 4, value - high * TWO_TO_32)
    this.length += 8
  }

  writeDouble(value: number): void {
    this.view.setFloat64(this.length, value)
    this.length += 8
  }

  /** A text in UTF-8 behind the number of its bytes; `before` counts as a part of it. */
  writeText(text: string, before = ''): void {
    // No character takes more than three bytes for each of its UTF-16 units.
    this.reserve(LENGTH_BYTES + before.length + text.length * 3)
    const start = this.length + LENGTH_BYTES
    const { buffer } = this
    const written = before === '' ? 0 : buffer.write(before, start, 'latin1')
    const length = text === '' ? written : written + buffer.write(text, start + written, 'utf8')
    this.writeInt32(length)
    this.length = start + length
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength)
