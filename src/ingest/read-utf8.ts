import { Problem } from '../problem.ts'
import { cutOff } from './smaller-bodies.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The bytes as text, with a byte order mark if there is one: who parses decides about it.
 * @throws {Problem} body_not_utf8
 */
export function readUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Problem(
      'body_not_utf8',
      endsInsideCharacter(bytes) ? `The body ends inside a character: ${cutOff}` : 'Send the body as UTF-8',
    )
  }
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
