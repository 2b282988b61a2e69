import { once } from 'node:events'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { parse } from 'csv-parse'
import { Problem } from '../../problem.ts'
import { readUtf8 } from './read-utf8.ts'
import { cutOff } from './smaller-bodies.ts'

/** A file of lines as arrays of cells: what JSON would have for it, so that an item's place is a JSON pointer. */
export type CsvLines = string[][]

/** Reading cells is slow beside JSON.parse: a large file must not keep everybody else waiting. */
const BYTES_PER_TURN = 64 * 1024

/** Spreadsheets and phones write another separator where the comma is that of the decimals. */
const separators = [',', ';', '\t'] as const

/**
 * The lines of a CSV file with their cells, the header line first. Takes a byte order mark, CRLF, quoted cells, and a
 * comma, semicolon or tab between them; leaves out empty lines; does not mind how many cells a line has.
 * @throws {Problem} body_not_utf8, body_not_csv
 */
export async function parseCsv(bytes: Buffer): Promise<CsvLines> {
  const text = readUtf8(bytes)
  const separator = separatorOf(text)
  if (/^\ufeff?\s*[{[<]/.test(text)) throw notCsv()
  const lines: CsvLines = []
  const parser = parse({
    bom: true,
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  parser.on('data', (line: string[]) => lines.push(separator === ';' ? line.map(writeDecimalPoint) : line))
  const ended = once(parser, 'end')
  // Told below; while bytes are still written it must only not be unhandled.
  ended.catch(() => {})
  for (let at = 0; at < bytes.length && !parser.errored; at += BYTES_PER_TURN) {
    parser.write(bytes.subarray(at, at + BYTES_PER_TURN))
    await letOthersRun()
  }
  parser.end()
  try {
    await ended
  } catch {
    // The library's message quotes the payload.
    throw new Problem('body_not_csv', `The CSV ends inside a quoted cell: ${cutOff}`)
  }
  // A time and what was measured are two cells; a line of text is one.
  if (lines.length > 0 && lines.every(line => line.length < 2)) throw notCsv()
  return lines
}

/** For JSON, a page of an error, a text: read as a file of metrics it would be one without a single record. */
function notCsv(): Problem {
  return new Problem(
    'body_not_csv',
    'The body, or a part of it, is not CSV: send JSON as application/json. In Health Auto Export choose JSON or CSV as ' +
      'Export Format, and do not set a Content-Type of your own',
  )
}

/** The one that the header line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/[\r\n]/, 1)
  const unquoted = header.replace(/"[^"]*"/g, '')
  const counted = separators.map(separator => ({ separator, count: unquoted.split(separator).length }))
  return counted.reduce((most, next) => (next.count > most.count ? next : most)).separator
}

/** Beside a semicolon `72,512` can only be a decimal; without it nobody could tell it from thousands. */
function writeDecimalPoint(cell: string): string {
  return /^[+-]?\d{1,30},\d{1,30}$/.test(cell) ? cell.replace(',', '.') : cell
}
