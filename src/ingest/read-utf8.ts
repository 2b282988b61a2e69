import { Problem } from '../problem.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The bytes as text, with a byte order mark if there is one: who parses decides about it.
 * @throws {Problem} body_not_utf8
 */
export function readUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Problem('body_not_utf8', 'Send the body as UTF-8')
  }
}
