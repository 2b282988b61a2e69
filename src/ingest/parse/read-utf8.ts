import { isUtf8 } from 'node:buffer'
import { Problem } from '../../problem.ts'
import { cutOff, turnOnBatchRequests } from './smaller-bodies.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Far less than a millisecond, and short enough to be decoded. */
const BYTES_PER_STEP = 1_048_576

/**
 * The bytes as text, with a byte order mark if there is one: who parses decides about it.
 * @throws {Problem} body_not_utf8; body_too_large where a text cannot be as long
 */
export function readUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    if (isUtf8(bytes)) throw tooLongForText()
    throw notUtf8(bytes)
  }
}

/**
 * The same check for bytes of which no text is made; pauses after each step.
 * @throws {Problem} body_not_utf8
 */
export function* requireUtf8(bytes: Buffer): Generator<void, void, void> {
  for (let start = 0; start < bytes.length; ) {
    const end = endOfCharacters(bytes, start + BYTES_PER_STEP)
    const piece = bytes.subarray(start, end)
    // Only the last piece may end inside a character.
    if (!isUtf8(piece)) throw notUtf8(end === bytes.length ? piece : undefined)
    start = end
    yield
  }
}

/** Of what is above the longest text of the engine. */
export function tooLongForText(): Problem {
  return new Problem(
    'body_too_large',
    `A single text or value of the body is above 512 MiB: send it in parts. ${turnOnBatchRequests}`,
  )
}

/** The last place up to `end` between two characters, if the bytes are UTF-8: no character has more than four. */
function endOfCharacters(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return bytes.length
  for (let at = end; at > end - 4; at--) if ((bytes[at]! & 0xc0) !== 0x80) return at
  return end
}

function notUtf8(bytes: Buffer | undefined): Problem {
  return new Problem(
    'body_not_utf8',
    bytes && endsInsideCharacter(bytes)
      ? `The body ends inside a character: ${cutOff}`
      : 'Send the body as UTF-8',
  )
}

/** Whether the bytes are UTF-8 but for the rest of their last character. */
function endsInsideCharacter(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
