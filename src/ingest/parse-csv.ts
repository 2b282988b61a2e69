import { parse } from 'csv-parse/sync'
import { Problem } from '../problem.ts'
import { readUtf8 } from './read-utf8.ts'

/** A file of lines as arrays of cells: what JSON would have for it, so that an item's place is a JSON pointer. */
export type CsvLines = string[][]

/** Spreadsheets and phones write another separator where the comma is that of the decimals. */
const separators = [',', ';', '\t'] as const

/**
 * The lines of a CSV file with their cells, the header line first. Takes a byte order mark, CRLF, quoted cells, and a
 * comma, semicolon or tab between them; leaves out empty lines; does not mind how many cells a line has.
 * @throws {Problem} body_not_utf8, body_not_csv
 */
export function parseCsv(bytes: Buffer): CsvLines {
  const text = readUtf8(bytes)
  const separator = separatorOf(text)
  let lines: CsvLines
  try {
    lines = parse(text, {
      bom: true,
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    })
  } catch {
    // The library's message quotes the payload.
    throw new Problem(
      'body_not_csv',
      'The CSV ends inside a quoted cell: it may have been cut off on its way; send it again',
    )
  }
  return separator === ';' ? lines.map(line => line.map(writeDecimalPoint)) : lines
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
