import { z } from 'zod'
import { metricNames } from '../../catalogue/index.ts'
import { spellTimezone } from '../../keys/timezone.ts'
import { Problem } from '../../problem.ts'

/** Parameters that several questions share. */

const time = z.iso
  .datetime({ offset: true, error: 'must be RFC 3339 with an offset, such as 2025-01-15T00:00:00Z' })
  .transform(text => new Date(text))

/** A half-open range of time; give the object that holds it to {@link fromBeforeTo}. */
export const range = {
  from: time.optional().describe('The first moment that is in'),
  to: time.optional().describe('The first moment that is out'),
}

/** Refuses a range that ends before it begins. */
export const fromBeforeTo = <T extends z.ZodType<{ from?: Date | undefined; to?: Date | undefined }>>(
  parameters: T,
): T =>
  parameters.refine(({ from, to }) => !from || !to || from <= to, {
    path: ['from'],
    message: 'must not be after to',
  })

export const timezone = z
  .string()
  .max(64)
  .transform((name, { issues }) => {
    const spelled = spellTimezone(name)
    if (spelled === undefined) {
      issues.push({ code: 'custom', input: name, message: 'must be an IANA name such as Europe/Berlin' })
      return z.NEVER
    }
    return spelled
  })
  .describe('IANA name; decides where a day begins. Default: that of the account')

export const metricParams = z.object({
  metric: z
    .union([z.enum(metricNames as [string, ...string[]]), z.string().min(1)])
    .describe('A name of the catalogue, one of its aliases, or the name of an uncatalogued metric'),
})

/** The answer to a name that neither the catalogue has nor the caller, whoever else may have it. */
export const metricNotFound = (): Problem =>
  new Problem(
    'not_found',
    'Neither the catalogue nor you have a metric of this name: see GET /v1/metrics and GET /v1/catalogue',
  )

/** `limit` and `cursor` of a list that gives out at most `maximum` at once. */
export const page = (maximum: number, fallback: number) => ({
  limit: z.coerce.number().int().min(1).max(maximum).default(fallback).describe('How many at most'),
  cursor: z.string().optional().describe('next_cursor of the page before'),
})

export const order = z.enum(['asc', 'desc']).describe('By time: the oldest first, or the newest')

/** A text that is looked for as it is; PostgreSQL has no text with a NUL in it. */
export const text = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .regex(/^[^\0]*$/, 'must not contain a NUL')

/** A time in a cursor: microseconds since 1970, which a Date would cut. */
export const cursorTime = z.string().regex(/^-?\d{1,16}$/)

export const source = text(1000).optional().describe('Only what this source says; exactly as it is answered')
