import { z } from 'zod'
import { MAX_ERRORS_IN_ANSWER } from '../../ingest/describe-report.ts'

/** received = inserted + updated + duplicate + rejected, in total and per type. */
export const counts = z.object({
  received: z.int(),
  inserted: z.int(),
  updated: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
})

const { $schema: _, ...countsAsJson } = z.toJSONSchema(counts, { io: 'output' })

/**
 * The counts of each type. Described here and not checked: z.record leaves out the key `__proto__`, which a client may
 * name a metric, and the types would not add up to the total any more.
 */
export const countsByType = z.unknown().meta({
  type: 'object',
  additionalProperties: countsAsJson,
}) as z.ZodType<Record<string, z.infer<typeof counts>>>

export const errorSchema = z.object({
  path: z.string().describe('JSON pointer into the body'),
  code: z.string(),
  detail: z.string(),
})

/** What a client is told of a body that was read. */
export const reportAnswer = z.object({
  ingestion_id: z.uuid(),
  status: z.enum(['processed', 'partial', 'rejected']),
  format: z.string(),
  ...counts.shape,
  count: z.int().describe('How many of the items are stored now; Health Export Pro reads it'),
  by_type: countsByType,
  uncatalogued: z
    .array(z.string())
    .describe('Names that the catalogue does not know; their records were kept'),
  disabled_types: z
    .array(z.string())
    .optional()
    .describe(
      'The types that this server has switched off and of which something came: nothing of it was kept',
    ),
  errors: z.array(errorSchema).describe(`The first ${MAX_ERRORS_IN_ANSWER}`),
  errors_truncated: z.boolean(),
  processing_ms: z.int(),
})

const exampleCounts = { received: 1000, inserted: 950, updated: 10, duplicate: 37, rejected: 3 }

export const reportExample: z.infer<typeof reportAnswer> = {
  ingestion_id: '0197e7a0-5c3e-7b1a-9f42-1d6a8e3b7c05',
  status: 'partial',
  format: 'health-auto-export',
  ...exampleCounts,
  count: 997,
  by_type: { heart_rate: exampleCounts },
  uncatalogued: [],
  errors: [
    { path: '/data/metrics/0/data/17', code: 'out_of_range', detail: 'max_bpm 400 is above 300' },
    { path: '/data/metrics/0/data/18', code: 'out_of_range', detail: 'max_bpm 401 is above 300' },
    { path: '/data/metrics/0/data/40', code: 'time_missing', detail: 'date is missing' },
  ],
  errors_truncated: false,
  processing_ms: 41,
}
