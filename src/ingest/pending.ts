import type { Pool } from 'pg'
import { isDatabaseUnavailable } from '../database/database-error.ts'
import { isErasure } from '../database/hold-user.ts'
import { Problem } from '../problem.ts'
import { type Claim, MAX_CLAIMS, returnClaim } from './claim.ts'
import { processStored, type StoredDeps } from './process-raw.ts'
import { failRaw } from './raw.ts'
import { Rounds } from './rounds.ts'

/** Where the background tells what became of a body; never a name or a value. */
export interface Log {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/**
 * Ingests what was stored and not yet written: bodies that asked for an answer at once, and bodies whose process died
 * or whose database failed between the two. Two that meet at one body do no harm: the second finds it finished.
 */
export class PendingIngestions {
  private readonly deps: StoredDeps & { log: Log }
  /** What is older and not finished was left by a process that is gone. */
  private leftBefore = new Date()
  private readonly rounds = new Rounds(() => this.work())

  constructor(deps: StoredDeps & { log: Log }) {
    this.deps = deps
  }

  /** Begins to look for work, now and from time to time. */
  start(): void {
    this.rounds.start()
  }

  /** Looks for work now rather than at the next round. */
  wake(): void {
    this.rounds.wake()
  }

  /** Another process of this service is gone: what it left is looked for now, rather than when no request takes so long. */
  takeUpWhatIsLeft(): void {
    this.leftBefore = new Date()
    this.wake()
  }

  /** Resolves when the body under way is done; what else is waiting stays for the next start. */
  close(): Promise<void> {
    return this.rounds.close()
  }

  private async work(): Promise<void> {
    try {
      while (!this.rounds.isClosed) {
        const claim = await claimPending(this.deps.pool, this.leftBefore)
        if (!claim) return
        await this.process(claim)
      }
    } catch (error) {
      this.deps.log.error({ error }, 'pending ingestions have to wait')
    }
  }

  private async process(claim: Claim): Promise<void> {
    try {
      await this.processOrFail(claim)
    } catch (error) {
      if (!isErasure(error)) throw error
      this.deps.log.info({ ingestion_id: claim.id.id }, 'pending ingestion left: its account is erased')
    }
  }

  private async processOrFail({ id, claims }: Claim): Promise<void> {
    const { pool, log } = this.deps
    try {
      if (claims > MAX_CLAIMS)
        throw new Problem('internal', 'The service ended each time that it read this body')
      const report = await processStored(this.deps, id)
      if (!report) return
      const { received, rejected } = report
      log.info({ ingestion_id: id.id, counts: { received, rejected } }, 'pending ingestion written')
    } catch (error) {
      if (isErasure(error)) throw error
      const known = error instanceof Problem
      if (isDatabaseUnavailable(error) || (known && error.code === 'overloaded')) {
        await returnClaim(pool, id)
        throw error
      }
      // What a client sent wrong is the client's to mend, and no error of ours.
      if (known) log.info({ ingestion_id: id.id, code: error.code }, 'pending ingestion refused')
      else log.error({ ingestion_id: id.id, error }, 'pending ingestion failed')
      const { code, detail } = known
        ? error
        : new Problem('internal', 'It was not written; the bytes are kept')
      await failRaw(pool, id, { path: '', code, detail })
    }
  }
}

/**
 * Takes the oldest body that waits: queued ones, what was there before this process and is not finished, and later what
 * nobody finished in a time that no request takes. The bytes of an import are not here, see UploadedExports.
 */
async function claimPending(pool: Pool, leftBefore: Date): Promise<Claim | undefined> {
  const { rows } = await pool.query(
    `update raw_ingestions set status = 'processing', claimed_at = clock_timestamp(), claims = claims + 1
     where (user_id, received_at, id) = (
       select user_id, received_at, id from raw_ingestions
       where status in ('received', 'queued', 'processing') and stored_as <> 'not_kept' and (
         status = 'queued'
         or (status = 'received' and received_at < greatest($1, now() - interval '2 minutes'))
         or (status = 'processing' and claimed_at < greatest($1, now() - interval '10 minutes'))
       )
       order by id limit 1 for update skip locked
     )
     returning user_id, id, claims`,
    [leftBefore],
  )
  const [row] = rows
  return row && { id: { userId: row.user_id, id: row.id }, claims: row.claims }
}
