import type { Pool } from 'pg'
import { isDatabaseUnavailable } from '../database/database-error.ts'
import { Problem } from '../problem.ts'
import { decodeBody } from './decode-body.ts'
import type { IngestDeps } from './ingest.ts'
import { processRaw } from './process-raw.ts'
import { failRaw, type RawId, readRaw } from './raw.ts'

const LOOK_EVERY_MS = 10_000

interface Log {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/**
 * Ingests what was stored and not yet written: bodies that asked for an answer at once, and bodies whose process died
 * or whose database failed between the two. Two that meet at one body do no harm: the second finds it finished.
 */
export class PendingIngestions {
  private readonly deps: IngestDeps & { maxBodyBytes: number; log: Log }
  private readonly startedAt = new Date()
  private readonly timer: NodeJS.Timeout
  private working: Promise<void> | undefined
  private wanted = false
  private closed = false

  constructor(deps: IngestDeps & { maxBodyBytes: number; log: Log }) {
    this.deps = deps
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS).unref()
    this.wake()
  }

  /** Looks for work now rather than at the next round. */
  wake(): void {
    this.wanted = true
    this.working ??= this.work().finally(() => {
      this.working = undefined
      if (this.wanted && !this.closed) this.wake()
    })
  }

  /** Resolves when the body under way is done; what else is waiting stays for the next start. */
  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.timer)
    await this.working
  }

  private async work(): Promise<void> {
    this.wanted = false
    try {
      while (!this.closed) {
        const raw = await claimPending(this.deps.pool, this.startedAt)
        if (!raw) return
        await this.process(raw)
      }
    } catch (error) {
      this.deps.log.error({ error }, 'pending ingestions wait for the database')
    }
  }

  private async process(id: RawId): Promise<void> {
    const { pool, maxBodyBytes, log } = this.deps
    try {
      const raw = await readRaw(pool, id)
      if (!raw) return
      const bytes = await decodeBody(raw.sent, raw.contentEncoding, maxBodyBytes)
      const { received, rejected } = await processRaw(this.deps, {
        raw: id,
        bytes,
        clientHeaders: raw.clientHeaders,
      })
      log.info({ ingestion_id: id.id, counts: { received, rejected } }, 'pending ingestion written')
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error
      log.error({ ingestion_id: id.id, error }, 'pending ingestion failed')
      const { code, detail } =
        error instanceof Problem ? error : new Problem('internal', 'Not written: replay it')
      await failRaw(pool, id, { path: '', code, detail })
    }
  }
}

/**
 * Takes the oldest body that waits: queued ones, what was there before this process and is not finished, and later what
 * nobody finished in a time that no request takes.
 */
async function claimPending(pool: Pool, startedAt: Date): Promise<RawId | undefined> {
  const { rows } = await pool.query(
    `update raw_ingestions set status = 'processing', claimed_at = clock_timestamp()
     where (user_id, received_at, id) = (
       select user_id, received_at, id from raw_ingestions
       where status in ('received', 'queued', 'processing') and (
         status = 'queued'
         or (status = 'received' and received_at < greatest($1, now() - interval '2 minutes'))
         or (status = 'processing' and claimed_at < greatest($1, now() - interval '10 minutes'))
       )
       order by id limit 1 for update skip locked
     )
     returning user_id, id`,
    [startedAt],
  )
  return rows[0] && { userId: rows[0].user_id, id: rows[0].id }
}
