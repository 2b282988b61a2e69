import { z } from 'zod'
import type { Account } from '../../query/account.ts'

export const units = z.enum(['metric', 'imperial'])

/** An account as it is answered. */
export const account = z.object({
  id: z.uuid(),
  email: z.string(),
  timezone: z.string().describe('IANA name: where your days begin, unless a question says otherwise'),
  units: units.describe('In which units the dashboard shows numbers; answers have those of the catalogue'),
  source_priority: z
    .array(z.string())
    .describe('Of sources that report the same hour, the first one in this list counts'),
  created_at: z.iso.datetime(),
})

export const accountExample: z.infer<typeof account> = {
  id: '0b7c1d2e-3f40-4a51-8b62-7c8d9e0fa1b2',
  email: 'ada@example.org',
  timezone: 'Europe/Berlin',
  units: 'metric',
  source_priority: ['Apple Watch', 'iPhone'],
  created_at: '2025-01-15T10:00:00.000Z',
}

export const describeAccount = (stored: Account): z.infer<typeof account> => ({
  id: stored.id,
  email: stored.email,
  timezone: stored.timezone,
  units: stored.units,
  source_priority: stored.sourcePriority,
  created_at: stored.createdAt.toISOString(),
})
