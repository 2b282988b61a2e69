import { z } from 'zod'

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
