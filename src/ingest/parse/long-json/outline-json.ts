import { behindBlanks } from '../blanks.ts'
import { endOfNumber, endOfString, endOfWord } from './end-of-token.ts'
import type { Outline } from './long-array.ts'
import { OpenContainers } from './open-containers.ts'

export interface OutlineOptions {
  /** Whether each line is a value of its own. */
  isLines: boolean
  maxDepth: number
  /** From here on an array is long, and a piece of it long enough. */
  pieceBytes: number
  /** Of what is parsed in one go. */
  maxPieceBytes: number
}

/** Why there is no outline: what is wrong begins, or the body ends too early, in that line. */
export interface Unreadable {
  line: number
}

/** Well below a millisecond, and a few of them before V8 has compiled the loop. */
const BYTES_PER_STEP = 131_072

const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20]
const [QUOTE, COMMA, MINUS, ZERO, NINE, COLON] = [0x22, 0x2c, 0x2d, 0x30, 0x39, 0x3a]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

// What may come next; a separator is a comma, or what ends the container or the body.
const VALUE = 0
const FIRST_VALUE = 1
const KEY = 2
const FIRST_KEY = 3
const AFTER_KEY = 4
const SEPARATOR = 5

/**
 * Looks at each byte of a body once, and finds where its long arrays are; pauses after each step. Takes exactly what
 * JSON.parse takes, whether or not it is UTF-8, up to a depth.
 * @returns also where a piece is too long to be parsed, which `isTooLong` tells
 */
export function* outlineJson(
  bytes: Buffer,
  { isLines, maxDepth, ...sizes }: OutlineOptions,
): Generator<void, (Outline & { isTooLong: boolean }) | Unreadable, void> {
  const { length } = bytes
  const open = new OpenContainers(maxDepth, sizes)
  let next = VALUE
  let line = 1
  let index = 0
  let stepEnd = BYTES_PER_STEP
  while (index < length) {
    if (index >= stepEnd) {
      stepEnd = index + BYTES_PER_STEP
      yield
    }
    const byte = bytes[index]!
    if (byte === NEWLINE && isLines) {
      if (open.depth > 0) return { line }
      if (next === SEPARATOR) open.separate(index)
      next = VALUE
      line++
      index++
    } else if (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB) {
      index++
    } else if (next === SEPARATOR) {
      if (open.depth === 0) return { line }
      const { isInArray } = open
      if (byte === COMMA) {
        if (isInArray) open.separate(index)
        next = isInArray ? VALUE : KEY
      } else if (byte === (isInArray ? CLOSE_ARRAY : CLOSE_OBJECT)) open.close(index, false)
      else return { line }
      index++
    } else if (next === KEY || next === FIRST_KEY) {
      if (byte === QUOTE) {
        index = endOfString(bytes, index + 1)
        if (index < 0) return { line }
        next = AFTER_KEY
      } else if (byte === CLOSE_OBJECT && next === FIRST_KEY) {
        open.close(index++, true)
        next = SEPARATOR
      } else return { line }
    } else if (next === AFTER_KEY) {
      if (byte !== COLON) return { line }
      next = VALUE
      index++
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (open.depth === maxDepth) return { line }
      open.open(byte === OPEN_ARRAY, index++)
      next = byte === OPEN_ARRAY ? FIRST_VALUE : FIRST_KEY
    } else if (byte === CLOSE_ARRAY && next === FIRST_VALUE) {
      open.close(index++, true)
      next = SEPARATOR
    } else {
      const end =
        byte === QUOTE
          ? endOfString(bytes, index + 1)
          : byte === MINUS || (byte >= ZERO && byte <= NINE)
            ? endOfNumber(bytes, index)
            : endOfWord(bytes, index)
      if (end >= 0) {
        index = end
        next = SEPARATOR
      } else {
        // Of lines, one of other blanks than JSON's is empty as well.
        if (!isLines || open.depth > 0) return { line }
        const newline = bytes.indexOf(NEWLINE, index)
        const lineEnd = newline < 0 ? length : newline
        if (behindBlanks(bytes, index, lineEnd) < lineEnd) return { line }
        index = lineEnd
      }
    }
  }
  if (open.depth > 0 || (next !== SEPARATOR && !isLines)) return { line }
  if (isLines && next === SEPARATOR) open.separate(length)
  const lines = isLines ? { lines: open.takeLines(length) } : {}
  return { ...lines, within: open.takeOutermost(length), isTooLong: open.isTooLong }
}
