import { Problem } from '../../problem.ts'
import { behindBlanks } from './blanks.ts'
import { NestingDepth } from './nesting-depth.ts'
import { requireUtf8 } from './read-utf8.ts'
import { cutOff } from './smaller-bodies.ts'

/** Health data is a handful of levels deep; JSON.parse takes millions, and whoever walks them overflows the stack. */
export const MAX_DEPTH = 64

/** Well below a millisecond, and a few of them before V8 has compiled the loop. */
const BYTES_PER_STEP = 131_072

/**
 * What is asked of a body before anything else; pauses after each step.
 * @throws {Problem} body_too_deep, body_not_utf8
 */
export function* requireJsonText(bytes: Buffer): Generator<void, void, void> {
  const nesting = new NestingDepth()
  for (let end = 0; end < bytes.length; ) {
    end = Math.min(end + BYTES_PER_STEP, bytes.length)
    if (nesting.isDeeperThan(MAX_DEPTH, bytes, end)) throw tooDeep()
    yield
  }
  yield* requireUtf8(bytes)
}

export function tooDeep(): Problem {
  return new Problem('body_too_deep', `JSON is taken up to ${MAX_DEPTH} levels deep`)
}

/** For bytes that are UTF-8 and no JSON. V8's message is none for a client: it quotes the payload. */
export function notJson(bytes: Buffer): Problem {
  return new Problem('body_not_json', describe(bytes))
}

/** @param line from 1 on */
export function notJsonLine(line: number): Problem {
  return new Problem('body_not_json', `Line ${line} of the body is not complete JSON: ${cutOff}`)
}

export function noJsonLines(): Problem {
  return new Problem('body_not_json', 'The body is empty')
}

const byteOrderMark = Buffer.from('\ufeff')
const LONGEST_CHARACTER = 4

function describe(bytes: Buffer): string {
  if (bytes.length === 0) return 'The body is empty'
  if (bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)) {
    return 'The body begins with a byte order mark: send UTF-8 without it'
  }
  const at = behindBlanks(bytes, 0, bytes.length)
  if (/^[^{["\d\-tfn]/.test(bytes.toString('utf8', at, at + LONGEST_CHARACTER))) {
    return 'The body is not JSON: send CSV as text/csv. In Health Auto Export choose JSON as Export Format'
  }
  return `The body is not complete JSON: ${cutOff}`
}
