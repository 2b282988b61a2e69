import { InvalidArgumentError } from 'commander'
import { findType } from '../ingest/disabled-types/record-type.ts'
import { parseTime } from '../ingest/judge/time.ts'

/**
 * The instant of `--since`; of a date, where it begins in UTC.
 * @throws {InvalidArgumentError}
 */
export function parseSince(text: string): Date {
  const time = parseTime(text)
  if (!time) {
    throw new InvalidArgumentError(
      'It must be a date such as 2024-01-31, or a time with its offset such as 2024-01-31T08:00:00+01:00.',
    )
  }
  return new Date(time.epochUs / 1000)
}

/**
 * The types of `--only`, as the report counts them.
 * @throws {InvalidArgumentError} that names what is no type
 */
export function parseOnly(text: string): ReadonlySet<string> {
  const names = text.split(',').map(name => name.trim())
  return new Set(
    names.map(name => {
      const type = findType(name)
      if (type !== undefined) return type
      throw new InvalidArgumentError(
        `There is no type '${name.slice(0, 80)}'; GET /v1/catalogue and docs/metrics.md list the metrics.`,
      )
    }),
  )
}
