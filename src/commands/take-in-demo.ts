import { createHash } from 'node:crypto'
import type { DemoBody } from '../demo/sent-body.ts'
import type { ImportProgress } from '../ingest/apple-export/import-export.ts'
import { importBody } from '../ingest/import-body.ts'
import { readKnownBodies } from '../ingest/ledger/known-bodies.ts'
import type { StoredDeps } from '../ingest/process-raw.ts'
import type { Counts } from '../ingest/report.ts'
import type { DemoAccount } from '../keys/demo-account.ts'
import { Problem } from '../problem.ts'

const outcomes = ['received', 'inserted', 'updated', 'duplicate', 'rejected'] as const

/** What became of all the bodies. */
export interface DemoSummary extends Counts {
  bodies: number
  /** Of the bodies, those that an earlier run had sent: they were left out. */
  known: number
  /** Of the bodies, those that cannot be read, which is what is wrong with them. */
  unreadable: number
}

interface DemoDeps extends StoredDeps {
  /** Told when a body is durable. */
  progress?(progress: ImportProgress): void
  /** Ends it behind the body under way. */
  signal?: AbortSignal
}

/**
 * Takes in made-up bodies in their order, each as if a client had sent it.
 * @returns undefined where the signal ended it: what is written stays, and the next call goes on
 * @throws {Problem} as importBody, but for a body that cannot be read, which is kept and counted
 */
export async function takeInDemo(
  { progress, signal, ...deps }: DemoDeps,
  account: DemoAccount,
  bodies: readonly DemoBody[],
): Promise<DemoSummary | undefined> {
  const known = await readKnownBodies(deps.pool, account.userId)
  const told: DemoSummary = {
    ...{ bodies: 0, known: 0, unreadable: 0 },
    ...{ received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 },
  }
  const bytesTotal = bodies.reduce((sum, { sent }) => sum + sent.length, 0)
  let bytesRead = 0
  for (const body of bodies) {
    if (signal?.aborted) return undefined
    told.bodies++
    if (known.has(createHash('sha256').update(body.sent).digest('hex'))) told.known++
    else await takeIn(deps, account, body, told)
    bytesRead += body.sent.length
    progress?.({ bytesRead, bytesTotal, records: told.received, xmlFaults: 0 })
  }
  return told
}

async function takeIn(
  deps: StoredDeps,
  { userId, keyId }: DemoAccount,
  body: DemoBody,
  told: DemoSummary,
): Promise<void> {
  try {
    const report = await importBody(deps, { userId, keyId, ...body, contentEncoding: null })
    for (const outcome of outcomes) told[outcome] += report[outcome]
  } catch (error) {
    if (!(error instanceof Problem) || error.ingestionId === undefined) throw error
    told.unreadable++
  }
}
