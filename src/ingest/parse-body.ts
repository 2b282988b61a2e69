import type { Format, FormatContext } from '../formats/format.ts'
import { formats, recogniseFormat } from '../formats/index.ts'
import { Problem } from '../problem.ts'

/** Health data is a handful of levels deep; JSON.parse takes millions, and whoever walks them overflows the stack. */
const MAX_DEPTH = 64

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const brackets = {
  quote: 0x22,
  backslash: 0x5c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
}

export interface ParsedBody {
  format: Format
  body: unknown
}

/** A body without its content-encoding, and what the client's headers say of it. */
export interface DecodedBody {
  bytes: Buffer
  contentType: string | null
  clientHeaders: Readonly<Record<string, string>>
  /** The format's name, where it was recognised before: of a redacted body too little may be left to tell by. */
  format?: string | null
}

/** The header by which a client names its format instead of having it recognised. */
export const formatHeader = 'x-export-format'

/**
 * The decoded bytes as JSON in one of our formats.
 * @throws {Problem} body_not_utf8, body_too_deep, body_not_json, format_unknown, envelope_unknown
 */
export function parseBody({ bytes, clientHeaders, format: knownFormat }: DecodedBody): ParsedBody {
  const body = parseJson(bytes)
  const forcedFormat = knownFormat ?? clientHeaders[formatHeader]
  if (forcedFormat !== undefined && !formats.some(({ name }) => name === forcedFormat)) {
    throw new Problem(
      'format_unknown',
      `X-Export-Format is one of: ${formats.map(({ name }) => name).join(', ')}`,
    )
  }
  const format = recogniseFormat(body, forcedFormat)
  if (!format) {
    throw new Problem(
      'envelope_unknown',
      'Send {"data": {"metrics": […], "workouts": […]}} as /docs shows, or what Health Auto Export sends as JSON',
    )
  }
  return { format, body }
}

/** What the client's headers say about the whole body. */
export function formatContext(clientHeaders: Readonly<Record<string, string>>): FormatContext {
  const aggregation = clientHeaders['automation-aggregation']
  return aggregation === undefined ? {} : { aggregation }
}

function parseJson(bytes: Buffer): unknown {
  if (isDeeperThan(MAX_DEPTH, bytes)) {
    throw new Problem('body_too_deep', `JSON is taken up to ${MAX_DEPTH} levels deep`)
  }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new Problem('body_not_utf8', 'Send the body as UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch {
    // V8's message quotes the payload.
    throw new Problem('body_not_json', describe(bytes, text))
  }
}

function describe(bytes: Buffer, text: string): string {
  if (bytes.length === 0) return 'The body is empty'
  if (text.startsWith('\ufeff')) return 'The body begins with a byte order mark: send UTF-8 without it'
  return 'The body is not complete JSON: it may have been cut off on its way; send it again'
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
