import { z } from 'zod'

/** received = inserted + updated + duplicate + rejected, in total and per type. */
export const counts = z.object({
  received: z.int(),
  inserted: z.int(),
  updated: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
})

export const errorSchema = z.object({
  path: z.string().describe('JSON pointer into the body'),
  code: z.string(),
  detail: z.string(),
})
