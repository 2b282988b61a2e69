import type { Format, FormatContext } from '../../formats/format.ts'
import { partOfHeader } from '../../formats/health-auto-export-csv/parts.ts'
import { formats, recogniseFormat } from '../../formats/index.ts'
import { createBareObject } from '../../formats/json-object.ts'
import { Problem } from '../../problem.ts'
import { inTurns } from '../in-turns.ts'
import { syntaxOf } from './media-type.ts'
import { type CsvLines, parseCsv } from './parse-csv.ts'
import { parseJson, parseJsonLines, parseWholeJson, parseWholeJsonLines } from './parse-json.ts'
import { parseMultipart } from './parse-multipart.ts'

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

/** The header by which a client names the time zone of times that it writes without an offset. */
export const timezoneHeader = 'x-timezone'

/** The header in which Health Auto Export says over what it has summed up. */
const aggregationHeader = 'automation-aggregation'

/** All headers that reading a body goes by, but those of its type and encoding. */
export const readingHeaders = [formatHeader, timezoneHeader, aggregationHeader]

/**
 * The decoded bytes as a value in one of our formats: JSON, an array for newline-delimited JSON, and for CSV an object
 * with the lines of each part. Long arrays of JSON are views that are parsed while they are read.
 * @param isWhole whether everything must be there at once, so that it can be changed
 * @throws {Problem} body_not_utf8, body_too_deep, body_not_json, body_not_csv, body_not_multipart, format_unknown,
 *   body_too_large for what no text can hold, envelope_unknown
 */
export async function parseBody(decoded: DecodedBody, isWhole = false): Promise<ParsedBody> {
  const body = await parseSyntax(decoded, isWhole)
  const forcedFormat = decoded.format ?? decoded.clientHeaders[formatHeader]
  if (forcedFormat !== undefined && !formats.some(({ name }) => name === forcedFormat)) {
    throw new Problem(
      'format_unknown',
      `X-Export-Format is one of: ${formats.map(({ name }) => name).join(', ')}`,
    )
  }
  const format = await inTurns(recogniseFormat(body, forcedFormat))
  if (!format) {
    throw new Problem(
      'envelope_unknown',
      'Send {"data": {"metrics": […], "workouts": […]}} as /docs shows, records such as {"metric", "value", "unit", "date"}, or ' +
        'what Health Auto Export sends: choose JSON (or CSV) as its Export Format',
    )
  }
  return { format, body }
}

/**
 * What is known about the whole body beside its bytes.
 * @param accountTimezone where the client did not name another
 * @throws {Problem} invalid_request where the client's time zone is none
 */
export function formatContext(
  clientHeaders: Readonly<Record<string, string>>,
  accountTimezone?: string,
): FormatContext {
  const aggregation = clientHeaders[aggregationHeader]
  const timezone = clientHeaders[timezoneHeader] ?? accountTimezone
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw new Problem('invalid_request', 'X-Timezone is an IANA name such as Europe/Berlin')
  }
  return {
    ...(aggregation === undefined ? {} : { aggregation }),
    ...(timezone === undefined ? {} : { timezone }),
  }
}

async function parseSyntax({ bytes, contentType }: DecodedBody, isWhole: boolean): Promise<unknown> {
  switch (syntaxOf(contentType)) {
    case 'json_lines':
      return isWhole ? parseWholeJsonLines(bytes) : parseJsonLines(bytes)
    case 'csv': {
      const lines = await parseCsv(bytes)
      return collectParts([{ name: partOfHeader(lines[0] ?? []), lines }])
    }
    case 'multipart_csv': {
      const parts = await parseMultipart(bytes, contentType ?? '')
      const files: { name: string; lines: CsvLines }[] = []
      for (const part of parts) files.push({ name: part.name, lines: await parseCsv(part.bytes) })
      return collectParts(files)
    }
    // A type that the door does not take is not stored; what was stored by an older door was JSON.
    case 'json':
    case undefined:
      return isWhole ? parseWholeJson(bytes) : parseJson(bytes)
  }
}

/** Two parts may have one name and other columns, so the second has a number. */
function collectParts(parts: readonly { name: string; lines: CsvLines }[]): Record<string, CsvLines> {
  const collected = createBareObject<CsvLines>()
  const counted = new Map<string, number>()
  for (const { name, lines } of parts) {
    let number = counted.get(name) ?? 1
    let key = number === 1 ? name : `${name} ${number}`
    // A part may be called by a number of its own.
    while (key in collected) key = `${name} ${++number}`
    counted.set(name, number + 1)
    collected[key] = lines
  }
  return collected
}

/** Whether this engine knows the zone. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
