const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const SMALL_U = 0x75
const ZERO = 0x30
const NINE = 0x39
const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const HEX_DIGITS = 4

/** The bytes of a text that stand for themselves; which of those above 0x7f are UTF-8 is not asked here. */
const plain = new Uint8Array(256).map((_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
)
const escapes = byteSet('"\\/bfnrt')
const hexDigits = byteSet('0123456789abcdefABCDEF')

function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256)
  for (const byte of Buffer.from(characters)) set[byte] = 1
  return set
}

/**
 * The place behind a string of JSON, as RFC 8259 has it.
 * @param at behind its opening quote
 * @returns -1 where it is none, or has no end
 */
export function endOfString(bytes: Uint8Array, at: number): number {
  const { length } = bytes
  for (let index = at; index < length; index++) {
    const byte = bytes[index]!
    if (plain[byte] === 1) continue
    if (byte === QUOTE) return index + 1
    if (byte !== BACKSLASH || ++index >= length) return -1
    const escaped = bytes[index]!
    if (escaped === SMALL_U) {
      const end = index + HEX_DIGITS
      if (end >= length) return -1
      while (index < end) if (hexDigits[bytes[++index]!] === 0) return -1
    } else if (escapes[escaped] === 0) return -1
  }
  return -1
}

/**
 * The place behind a number of JSON.
 * @param at of its first byte, a digit or a minus
 * @returns -1 where it is none
 */
export function endOfNumber(bytes: Uint8Array, at: number): number {
  let index = bytes[at] === MINUS ? at + 1 : at
  const integer = index
  index = behindDigits(bytes, index)
  if (index === integer || (bytes[integer] === ZERO && index > integer + 1)) return -1
  if (bytes[index] === POINT) {
    const fraction = index + 1
    index = behindDigits(bytes, fraction)
    if (index === fraction) return -1
  }
  // Both cases of the letter.
  if (index < bytes.length && (bytes[index]! | 0x20) === 0x65) {
    const sign = bytes[index + 1]
    const exponent = sign === PLUS || sign === MINUS ? index + 2 : index + 1
    index = behindDigits(bytes, exponent)
    if (index === exponent) return -1
  }
  return index
}

function behindDigits(bytes: Uint8Array, at: number): number {
  let index = at
  while (index < bytes.length && bytes[index]! >= ZERO && bytes[index]! <= NINE) index++
  return index
}

const words = new Map(['true', 'false', 'null'].map(word => [word.charCodeAt(0), Buffer.from(word)]))

/** The place behind `true`, `false` or `null`; -1 where another word stands, or none. */
export function endOfWord(bytes: Uint8Array, at: number): number {
  const word = words.get(bytes[at]!)
  if (!word) return -1
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return -1
  return at + word.length
}
