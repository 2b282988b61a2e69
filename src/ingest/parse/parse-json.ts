import { inTurns, SHORT_TURN_MS } from '../in-turns.ts'
import { MAX_DEPTH, noJsonLines, notJson, notJsonLine, tooDeep } from './json-problem.ts'
import { type LongJsonSizes, parseLongJson } from './long-json/parse-long-json.ts'
import { NestingDepth } from './nesting-depth.ts'
import { readUtf8 } from './read-utf8.ts'

/**
 * Up to here nothing is quicker than JSON.parse in one go, and nobody waits for it. A longer text is a large object to V8, in memory
 * that is new to the process each time: its pages alone take longer than looking at the bytes twice.
 */
const LONG_BODY_BYTES = 131_072

/** From which size on bodies are read piece by piece, and what a piece is. */
export interface JsonSizes extends LongJsonSizes {
  longBodyBytes?: number
}

/**
 * The one value of a JSON body. Of a long body the long arrays are views, which read like arrays and are parsed piece by
 * piece whenever they are read.
 * @throws {Problem} body_too_deep, body_not_utf8, body_not_json; body_too_large for a single value beyond the engine
 */
export async function parseJson(bytes: Buffer, sizes: JsonSizes = {}): Promise<unknown> {
  if (bytes.length < (sizes.longBodyBytes ?? LONG_BODY_BYTES)) return parseWholeJson(bytes)
  return inTurns(parseLongJson(bytes, false, sizes), SHORT_TURN_MS)
}

/**
 * The values of a body with one on each line (application/x-ndjson) as an array; empty lines say nothing. A line that
 * is no JSON makes the whole body unreadable, because only the last one of a body that was cut off looks like that.
 * @throws {Problem} as parseJson
 */
export async function parseJsonLines(bytes: Buffer, sizes: JsonSizes = {}): Promise<unknown> {
  if (bytes.length < (sizes.longBodyBytes ?? LONG_BODY_BYTES)) return parseWholeJsonLines(bytes)
  return inTurns(parseLongJson(bytes, true, sizes), SHORT_TURN_MS)
}

/** As `parseJson`, with everything in it there at once, as who changes it needs it. @throws {Problem} as parseJson */
export function parseWholeJson(bytes: Buffer): unknown {
  const text = readText(bytes)
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(bytes)
  }
}

/** As `parseJsonLines`, with everything there at once. @throws {Problem} as parseJson */
export function parseWholeJsonLines(bytes: Buffer): unknown[] {
  const text = readText(bytes)
  if (text.trim() === '') throw noJsonLines()
  const values: unknown[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      values.push(JSON.parse(line))
    } catch {
      throw notJsonLine(index + 1)
    }
  }
  return values
}

function readText(bytes: Buffer): string {
  if (new NestingDepth().isDeeperThan(MAX_DEPTH, bytes, bytes.length)) throw tooDeep()
  return readUtf8(bytes)
}
