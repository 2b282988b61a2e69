import { constants } from 'node:buffer'
import { MAX_DEPTH, noJsonLines, notJson, notJsonLine, requireJsonText } from '../json-problem.ts'
import { requireUtf8, tooLongForText } from '../read-utf8.ts'
import { BodyPieces } from './body-pieces.ts'
import { outlineJson } from './outline-json.ts'

/** A quarter of a millisecond of JSON.parse, and few enough objects to be gone before V8 takes them for lasting. */
const PIECE_BYTES = 32_768

/** The metrics of a body are as few, and each format looks at all of them. */
const FEW_ELEMENTS = 256

/** Brackets and the marks of long arrays come to what is counted. */
const MAX_PIECE_BYTES = constants.MAX_STRING_LENGTH - 16_777_216

export interface LongJsonSizes {
  /** From here on an array is long, and a piece of it long enough. */
  pieceBytes?: number
  /** Up to so many elements are parsed only once. */
  fewElements?: number
}

/**
 * The value of a long body; pauses after each step. The whole body has been found to be JSON when this returns, although
 * most of it is parsed later.
 * @param isLines whether each line is a value of its own
 * @throws {Problem} as parseJson
 */
export function* parseLongJson(
  bytes: Buffer,
  isLines: boolean,
  { pieceBytes = PIECE_BYTES, fewElements = FEW_ELEMENTS }: LongJsonSizes,
): Generator<void, unknown, void> {
  const options = { isLines, maxDepth: MAX_DEPTH, pieceBytes, maxPieceBytes: MAX_PIECE_BYTES }
  const outline = yield* outlineJson(bytes, options)
  if ('line' in outline) {
    // Whatever stopped the outline: the first that is told of a body is how deep it is, then its encoding.
    yield* requireJsonText(bytes)
    throw isLines ? notJsonLine(outline.line) : notJson(bytes)
  }
  yield* requireUtf8(bytes)
  if (outline.lines?.length === 0) throw noJsonLines()
  if (outline.isTooLong) throw tooLongForText()
  return new BodyPieces(bytes, fewElements).parseBody(outline)
}
