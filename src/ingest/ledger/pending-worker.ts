import type { Pool } from 'pg'
import { isDatabaseUnavailable } from '../../database/database-error.ts'
import { isErasure } from '../../database/hold-user.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { Problem } from '../../problem.ts'
import { type IngestThreads, ThreadDeath } from '../threads/ingest-threads.ts'
import { type Claim, MAX_CLAIMS, returnClaim, returnCountedClaim } from './claim.ts'
import type { Log } from './pending.ts'
import { failRaw } from './raw.ts'
import { Rounds } from './rounds.ts'
import { endTurn, isWaiting, keepTurn, leaveQueue, type Turn, takeTurn } from './waiting-users.ts'

export interface PendingDeps {
  pool: Pool
  threads: Pick<IngestThreads, 'processStored'>
  log: Log
}

/** Who takes a body wakes the workers of its own process; those of others find it at their next look, which is cheap. */
const LOOK_EVERY_MS = 1_000
/** After a failure that is the database's and not the body's. */
const REST_MS = 10_000
/** Several times within the age at which a turn counts as forgotten. */
const KEEP_EVERY_MS = 45_000

/** Writes one waiting body after the other, each of the user who was served longest ago. */
export class PendingWorker {
  readonly #deps: PendingDeps
  readonly #id: string
  readonly #own: readonly string[]
  readonly #leftBefore: () => Date
  readonly #rounds = new Rounds(() => this.#work(), LOOK_EVERY_MS)
  #restsUntilMs = 0

  /**
   * @param own the ids of all workers of this process, of which this is one
   * @param leftBefore when the last process ended of which it is known: what was taken before is nobody's any more
   */
  constructor(deps: PendingDeps, id: string, own: readonly string[], leftBefore: () => Date) {
    this.#deps = deps
    this.#id = id
    this.#own = own
    this.#leftBefore = leftBefore
  }

  start(): void {
    this.#rounds.start()
  }

  wake(): void {
    this.#rounds.wake()
  }

  /** Resolves when the body under way is done. */
  close(): Promise<void> {
    return this.#rounds.close()
  }

  async #work(): Promise<void> {
    if (Date.now() < this.#restsUntilMs) return
    try {
      while (!this.#rounds.isClosed) {
        const turn = await takeTurn(this.#deps.pool, this.#id, this.#leftBefore(), this.#own)
        if (!turn) return
        await this.#serve(turn)
      }
    } catch (error) {
      this.#restsUntilMs = Date.now() + REST_MS
      this.#deps.log.error({ error }, 'pending ingestions have to wait')
    }
  }

  async #serve(turn: Turn): Promise<void> {
    const { pool, log } = this.#deps
    const keeping = setInterval(() => keepTurn(pool, turn).catch(() => {}), KEEP_EVERY_MS)
    let claim: Claim | undefined
    try {
      claim = await claimFirst(pool, turn.userId, this.#leftBefore())
      if (!claim) return await leaveQueue(pool, turn, this.#leftBefore())
      await this.#process(claim)
      await endTurn(pool, turn)
    } catch (error) {
      if (!claim || !isErasure(error)) {
        await endTurn(pool, turn)
        throw error
      }
      // The turn stays taken, or it would come again at once: it goes with the account.
      log.info({ ingestion_id: claim.id.id }, 'pending ingestion left: its account is erased')
    } finally {
      clearInterval(keeping)
    }
  }

  async #process({ id, claims }: Claim): Promise<void> {
    const { pool, log } = this.#deps
    try {
      if (claims > MAX_CLAIMS)
        throw new Problem('internal', 'The service ended each time that it read this body')
      const report = await this.#deps.threads.processStored(id)
      if (!report) return
      const { received, rejected } = report
      log.info({ ingestion_id: id.id, counts: { received, rejected } }, 'pending ingestion written')
    } catch (error) {
      if (isErasure(error)) throw error
      if (error instanceof ThreadDeath) {
        log.error({ ingestion_id: id.id, error }, 'pending ingestion ended its thread')
        return returnCountedClaim(pool, id)
      }
      const known = error instanceof Problem
      const isBusy = known && error.code === 'overloaded'
      const isAbsent = known ? error.code === 'database_unavailable' : isDatabaseUnavailable(error)
      if (isBusy || isAbsent) {
        await returnClaim(pool, id)
        // Other bodies of the same user are being written: no reason to let the others wait.
        if (isBusy) return
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
 * Takes the oldest body of the user that waits: a queued one, or one whose process died. Right only in the user's turn.
 * The bytes of an import are not here, see UploadedExports. Two statements: the second is planned for one partition.
 */
async function claimFirst(pool: Pool, userId: string, startedAt: Date): Promise<Claim | undefined> {
  const { rows: waiting } = await pool.query<{ id: string }>(
    `select id from raw_ingestions where user_id = $1 and ${isWaiting('$2')} order by id limit 1`,
    [userId, startedAt],
  )
  if (!waiting[0]) return undefined
  const { id } = waiting[0]
  const { rows } = await pool.query<{ claims: number }>(
    `update raw_ingestions set status = 'processing', claimed_at = clock_timestamp(), claims = claims + 1
     where user_id = $1 and received_at = $2 and id = $3 and status in ('received', 'queued', 'processing')
     returning claims`,
    [userId, timeOfUuid(id), id],
  )
  return rows[0] && { id: { userId, id }, claims: rows[0].claims }
}
