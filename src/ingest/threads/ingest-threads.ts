import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { Problem } from '../../problem.ts'
import type { DisabledTypes } from '../disabled-types/disabled-types.ts'
import type { RawId } from '../ledger/raw.ts'
import type { Unprocessed } from '../process-raw.ts'
import type { Report } from '../report.ts'
import type { ThreadResult, ThreadSettings, ThreadTask } from './ingest-thread.ts'
import { threadFile } from './thread-file.ts'

const MAX_THREADS = 4
/** What a slice is made of dies young; the service itself may be given more than a thread, of which there are several. */
const YOUNG_MB = 48
/** A thread holds connections and some memory: it goes when there is nothing to do. */
const IDLE_MS = 60_000

/** How many threads each of so many processes may have: one processor is left to those who ask, and to the database. */
export const threadsOf = (processes: number): number =>
  Math.max(1, Math.min(MAX_THREADS, Math.floor((availableParallelism() - 1) / processes)))

interface ThreadDeps {
  /** How many processes serve together, this one included. */
  processes: number
  databaseUrl: string
  disabledTypes: DisabledTypes
  maxBodyBytes: number
}

/** A thread ended while it was at a body: for want of memory, or of a cause of its own. */
export class ThreadDeath extends Error {
  override name = 'ThreadDeath'
}

/** What a thread throws is handed on; its end is an error of the pool. */
function asDeath(error: unknown): never {
  const isDeath =
    error instanceof Error &&
    (/^worker exited/i.test(error.message) || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'))
  throw isDeath ? new ThreadDeath('A thread ended while it was at a body', { cause: error }) : error
}

/** Threads in which large bodies are read, judged and written, so that the event loop is free for everybody else. */
export class IngestThreads {
  private readonly piscina: Piscina<ThreadTask, ThreadResult>

  /** @param maxBodyBytes of bodies without their content-encoding */
  constructor({ databaseUrl, disabledTypes, maxBodyBytes, processes }: ThreadDeps) {
    const settings: ThreadSettings = { databaseUrl, disabledTypes: [...disabledTypes], maxBodyBytes }
    this.piscina = new Piscina({
      ...threadFile(import.meta.url, 'ingest-thread'),
      workerData: settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      minThreads: 0,
      maxThreads: threadsOf(processes),
      idleTimeout: IDLE_MS,
      // A thread that waits for tasks must go on to hear of its connections.
      atomics: 'disabled',
    })
  }

  /**
   * As `processRaw`.
   * @param unprocessed with a body that is stored; its bytes are taken away from the caller
   */
  processSent({ raw, bytes, ...rest }: Unprocessed & { raw: RawId }): Promise<Report> {
    // A body of that size has its memory to itself.
    return this.run({ kind: 'sent', raw, bytes, ...rest }, [bytes.buffer as ArrayBuffer]) as Promise<Report>
  }

  /** As `processStored`. */
  processStored(raw: RawId, replay?: true): Promise<Report | undefined> {
    return this.run({ kind: 'stored', raw, ...(replay && { replay }) }, [])
  }

  /** Waits for the bodies under way. */
  close(): Promise<void> {
    return this.piscina.close()
  }

  private async run(task: ThreadTask, transferList: ArrayBuffer[]): Promise<Report | undefined> {
    const result = await this.piscina.run(task, { transferList }).catch(asDeath)
    if (!('problem' in result)) return result.report
    const { code, detail, ingestionId } = result.problem
    throw new Problem(code, detail, ingestionId === undefined ? {} : { ingestionId })
  }
}
