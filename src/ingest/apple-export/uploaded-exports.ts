import type { Pool } from 'pg'
import { isDatabaseUnavailable } from '../../database/database-error.ts'
import { isErasure } from '../../database/hold-user.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { Problem } from '../../problem.ts'
import { type Claim, keepClaimUncounted, MAX_CLAIMS, returnClaim } from '../ledger/claim.ts'
import type { Log } from '../ledger/pending.ts'
import { failRaw, type RawId } from '../ledger/raw.ts'
import { Rounds } from '../ledger/rounds.ts'
import { type ImportDeps, importStored } from './import-export.ts'
import { sweepUploads } from './sweep-uploads.ts'
import type { UploadFolder } from './upload-folder.ts'

type Deps = Omit<ImportDeps, 'signal'> & { folder: UploadFolder; log: Log }

/**
 * Imports the exports that were uploaded, one at a time: of the user whose export was imported longest ago, in the order
 * in which they came. What a stop or a crash
 * interrupts goes on at the next start; a file is removed as soon as its import has ended.
 */
export class UploadedExports {
  readonly #deps: Deps
  readonly #startedAt = new Date()
  readonly #stopping = new AbortController()
  readonly #imports = new Rounds(() => this.#importAll())
  /** Apart from the imports, which may take an hour: an erased account's file must not lie about for as long. */
  readonly #sweeps = new Rounds(() => this.#sweep())
  /** Ingestions of which this process has seen both the file and the row. */
  readonly #known = new Set<string>()
  /** Users by the imports of theirs that this process began, the latest last. */
  readonly #served = new Set<string>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Begins to look for files, now and from time to time. */
  start(): void {
    this.#imports.start()
    this.#sweeps.start()
  }

  /** Looks for files now: for one more, or for one whose account was erased. */
  wake(): void {
    this.#imports.wake()
    this.#sweeps.wake()
  }

  /** Resolves when the slice under way is written; the rest of its file waits for the next start. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([this.#imports.close(), this.#sweeps.close()])
  }

  async #sweep(): Promise<void> {
    try {
      await sweepUploads(this.#deps, this.#known)
    } catch (error) {
      this.#deps.log.error({ error }, 'the uploads could not be looked through')
    }
  }

  async #importAll(): Promise<void> {
    const tried = new Set<string>()
    try {
      // Each time anew: an import takes long enough for others to come.
      for (let file = await this.#next(tried); file; file = await this.#next(tried)) {
        if (this.#imports.isClosed) return
        const { raw, path } = file
        tried.add(raw.id)
        const claim = await claimUploaded(this.#deps.pool, raw, this.#startedAt)
        if (!claim) continue
        this.#known.add(raw.id)
        this.#served.delete(raw.userId)
        this.#served.add(raw.userId)
        await this.#import(claim, path)
      }
    } catch (error) {
      this.#deps.log.error({ error }, 'uploaded exports have to wait')
    }
  }

  /** The file whose turn it is, but for those that this round has tried. */
  async #next(tried: ReadonlySet<string>): Promise<{ raw: RawId; path: string } | undefined> {
    const order = [...this.#served]
    const waiting = (await this.#deps.folder.list()).flatMap(({ raw, path }) =>
      raw && !tried.has(raw.id) ? [{ raw, path, servedAs: order.indexOf(raw.userId) }] : [],
    )
    return waiting.sort((one, other) => one.servedAs - other.servedAs)[0]
  }

  async #import(claim: Claim, path: string): Promise<void> {
    const { folder, log } = this.#deps
    try {
      if (await this.#importOrFail(claim, path)) await folder.remove(path)
    } catch (error) {
      if (!isErasure(error)) throw error
      log.info({ ingestion_id: claim.id.id }, 'uploaded export left: its account is erased')
      // An erasure may yet fail: the file goes when its row is gone.
      this.#sweeps.wake()
    }
  }

  /** @returns whether nothing is left to do with the file */
  async #importOrFail({ id, claims }: Claim, path: string): Promise<boolean> {
    const { pool, log } = this.#deps
    try {
      if (claims > MAX_CLAIMS)
        throw new Problem('internal', 'The service ended each time that it read this file')
      const imported = await importStored({ ...this.#deps, signal: this.#stopping.signal }, id, path)
      if (!imported) {
        await returnClaim(pool, id)
        return false
      }
      const { received, rejected } = imported.report
      log.info({ ingestion_id: id.id, counts: { received, rejected } }, 'uploaded export imported')
    } catch (error) {
      if (isErasure(error)) throw error
      const known = error instanceof Problem
      if (known && error.code === 'export_importing') {
        await keepClaimUncounted(pool, id)
        return false
      }
      if (isDatabaseUnavailable(error) || (known && error.code === 'overloaded')) {
        await returnClaim(pool, id)
        throw error
      }
      if (known) log.info({ ingestion_id: id.id, code: error.code }, 'uploaded export refused')
      else log.error({ ingestion_id: id.id, error }, 'uploaded export failed')
      const { code, detail } = known
        ? error
        : new Problem('internal', 'It was not read to its end; what was written before stays')
      await failRaw(pool, id, { path: '', code, detail })
    }
    return true
  }
}

/**
 * Takes a file that waits, or whose process died. Where another process that shares the folder is at it, the import
 * itself says so; it is asked every ten minutes.
 */
async function claimUploaded(pool: Pool, id: RawId, startedAt: Date): Promise<Claim | undefined> {
  const { rows } = await pool.query<{ claims: number }>(
    `update raw_ingestions set status = 'processing', claimed_at = clock_timestamp(), claims = claims + 1
     where user_id = $1 and received_at = $2 and id = $3 and (
       status = 'queued'
       or (status = 'processing' and claimed_at < greatest($4, now() - interval '10 minutes'))
     )
     returning claims`,
    [id.userId, timeOfUuid(id.id), id.id, startedAt],
  )
  return rows[0] && { id, claims: rows[0].claims }
}
