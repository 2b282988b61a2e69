import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Partitions } from './database/partitions.ts'
import { UploadFolder } from './ingest/apple-export/upload-folder.ts'
import { UploadedExports } from './ingest/apple-export/uploaded-exports.ts'
import type { DisabledTypes } from './ingest/disabled-types/disabled-types.ts'
import { PendingIngestions } from './ingest/ledger/pending.ts'
import { Rounds } from './ingest/ledger/rounds.ts'
import type { IngestThreads } from './ingest/threads/ingest-threads.ts'
import { deleteExpiredSessions } from './keys/delete-expired-sessions.ts'

const EXPIRED_EVERY_MS = 3_600_000

interface Deps {
  config: Pick<Config, 'dataDir'>
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  threads: IngestThreads
  log: Logger
}

/** What goes on behind the answers, in one process of a service. */
export class Jobs {
  readonly pending: PendingIngestions
  readonly uploads: UploadedExports
  readonly #expiry: Rounds

  constructor({ config: { dataDir }, ...deps }: Deps) {
    this.pending = new PendingIngestions(deps)
    this.uploads = new UploadedExports({ ...deps, folder: new UploadFolder(dataDir) })
    this.#expiry = new Rounds(async () => {
      await deleteExpiredSessions(deps.pool).catch(error =>
        deps.log.error({ error }, 'expired sessions could not be deleted'),
      )
    }, EXPIRED_EVERY_MS)
  }

  /** Not before the service listens: a second start on a taken port must not begin to read what the first one is reading. */
  start(): void {
    this.pending.start()
    this.uploads.start()
    this.#expiry.start()
  }

  /** Resolves when what is under way has come to a place where it can go on at the next start. */
  async close(): Promise<void> {
    await this.#expiry.close()
    await this.uploads.close()
    await this.pending.close()
  }
}
