import { Problem } from '../problem.ts'
import { readUtf8 } from './read-utf8.ts'
import { cutOff } from './smaller-bodies.ts'

/** Health data is a handful of levels deep; JSON.parse takes millions, and whoever walks them overflows the stack. */
const MAX_DEPTH = 64

const brackets = {
  quote: 0x22,
  backslash: 0x5c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
}

/**
 * The one value of a JSON body.
 * @throws {Problem} body_too_deep, body_not_utf8, body_not_json
 */
export function parseJson(bytes: Buffer): unknown {
  const text = readText(bytes)
  try {
    return JSON.parse(text)
  } catch {
    // V8's message quotes the payload.
    throw new Problem('body_not_json', describe(bytes, text))
  }
}

/**
 * The values of a body with one on each line (application/x-ndjson) as an array; empty lines say nothing. A line that
 * is no JSON makes the whole body unreadable, because only the last one of a body that was cut off looks like that.
 * @throws {Problem} as parseJson
 */
export function parseJsonLines(bytes: Buffer): unknown[] {
  const text = readText(bytes)
  if (text.trim() === '') throw new Problem('body_not_json', 'The body is empty')
  const values: unknown[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      values.push(JSON.parse(line))
    } catch {
      throw new Problem('body_not_json', `Line ${index + 1} of the body is not complete JSON: ${cutOff}`)
    }
  }
  return values
}

function readText(bytes: Buffer): string {
  if (isDeeperThan(MAX_DEPTH, bytes)) {
    throw new Problem('body_too_deep', `JSON is taken up to ${MAX_DEPTH} levels deep`)
  }
  return readUtf8(bytes)
}

function describe(bytes: Buffer, text: string): string {
  if (bytes.length === 0) return 'The body is empty'
  if (text.startsWith('\ufeff')) return 'The body begins with a byte order mark: send UTF-8 without it'
  if (/^\s*[^\s{["\d\-tfn]/.test(text)) {
    return 'The body is not JSON: send CSV as text/csv. In Health Auto Export choose JSON as Export Format'
  }
  return `The body is not complete JSON: ${cutOff}`
}

/** Counts brackets outside of strings; one pass over the bytes, before anything is built from them. */
function isDeeperThan(limit: number, bytes: Buffer): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (inString) {
      if (byte === brackets.backslash) index++
      else if (byte === brackets.quote) inString = false
    } else if (byte === brackets.quote) inString = true
    else if (byte === brackets.openArray || byte === brackets.openObject) {
      if (++depth > limit) return true
    } else if (byte === brackets.closeArray || byte === brackets.closeObject) depth--
  }
  return false
}
