import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { type DemoSummary, takeInDemo } from '../../src/commands/take-in-demo.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { writeDemoBodies } from '../../src/demo/write-bodies.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { openDemoAccount } from '../../src/keys/demo-account.ts'
import { scopes } from '../../src/keys/scope.ts'

export interface FilledAccount {
  userId: string
  /** With every scope. */
  key: string
  summary: DemoSummary
}

/**
 * A new account with what `health-export demo` puts in one: some 700 records and one body for each day.
 * @param wishes `days` as `--days`; without `now` it goes up to this moment, so that there is something today
 */
export async function fillWithDemo(
  pool: Pool,
  { days = 60, now = new Date(), seed = 1 }: { days?: number; now?: Date; seed?: number } = {},
): Promise<FilledAccount> {
  const timezone = 'Europe/Zurich'
  const account = await openDemoAccount(pool, { email: `${randomUUID()}@example.org`, timezone, seed })
  const deps = {
    pool,
    partitions: new Partitions(pool),
    disabledTypes: new Set<string>(),
    maxBodyBytes: Number.MAX_SAFE_INTEGER,
  }
  const summary = await takeInDemo(deps, account!, [...writeDemoBodies({ seed, timezone, now, days })])
  const { userId } = account!
  const { key } = await createKey(pool, { userId, name: 'test', scopes: [...scopes] })
  return { userId, key, summary: summary! }
}
