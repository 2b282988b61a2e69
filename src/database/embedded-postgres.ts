import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseUnavailable } from './database-error.ts'
import { findEmbeddedBinaries } from './embedded-binaries.ts'
import { ensureCluster, prepareDataDir, readPassword } from './embedded-cluster.ts'
import { type EmbeddedLease, takeLease } from './embedded-lease.ts'
import { findFreePort, PostmasterError, startPostmaster, stopPostmaster } from './embedded-postmaster.ts'
import { isPostmasterRunning, isProcessAlive, readPostmasterFile } from './postmaster-file.ts'

/** Longer than a start with crash recovery, and than a stop by another process that is just leaving. */
const startTimeoutMs = 150_000
const retryDelayMs = 50

export interface EmbeddedPostgresOptions {
  /** Where the data, the password and `postgres.log` live; made if it is not there. */
  dataDir: string
  /** False for a test server: faster, and a power cut loses everything. */
  durable?: boolean
  log?: { info(text: string): void; error(text: string): void }
}

export interface EmbeddedPostgres {
  /** Where the server listens, with the password: never log it. */
  url: string
  /** The server's process; another one after it crashed and was started again. */
  readonly pid: number
  /** It ran already: another process uses it, or the last one was killed. */
  adopted: boolean
  /** Ends our use; the last of several processes stops the server. */
  stop(): Promise<void>
}

interface Found {
  pid: number
  port: number
  adopted: boolean
  lease: EmbeddedLease
}

/**
 * A real PostgreSQL server from the binaries that npm installed, on a free loopback port, for a service that was given
 * no DATABASE_URL. Any number of processes may start it on one directory at once: they get the same server.
 * If the server dies under us it is started again on the same port, so that the pool finds it.
 * @throws {Error} one line that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, log } = options
  const { initdb, postgres } = findEmbeddedBinaries()
  const clusterDir = join(prepareDataDir(options.dataDir, initdb), 'pgdata')
  await ensureCluster(clusterDir, initdb, durable)
  const password = readPassword(clusterDir)
  const urlOf = (port: number) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

  async function findOrStart(wantedPort?: number): Promise<Found> {
    for (const deadline = Date.now() + startTimeoutMs; ; await sleep(retryDelayMs)) {
      try {
        const running = readPostmasterFile(clusterDir)
        if (running && isPostmasterRunning(running.pid, clusterDir)) {
          if (running.ready) {
            return { ...running, adopted: true, lease: await takeLease(urlOf(running.port), onLost) }
          }
        } else {
          // PostgreSQL takes any living process of that id for a server; we know better.
          if (running && isProcessAlive(running.pid)) rmSync(join(clusterDir, 'postmaster.pid'))
          const port = wantedPort ?? (await findFreePort())
          const pid = await startPostmaster(postgres, clusterDir, port, durable)
          return { pid, port, adopted: false, lease: await takeLease(urlOf(port), onLost) }
        }
      } catch (error) {
        const mayPass = error instanceof PostmasterError ? error.mayPass : isDatabaseUnavailable(error)
        if (!mayPass || Date.now() > deadline) throw error
      }
      if (Date.now() > deadline)
        throw new PostmasterError('The embedded PostgreSQL does not become ready', false)
    }
  }

  let stopping = false
  let restart: Promise<void> | undefined
  function onLost(): void {
    if (stopping) return
    log?.error('The embedded PostgreSQL is gone; starting it again')
    restart = findOrStart(current.port).then(
      found => {
        current = found
      },
      (error: Error) => log?.error(error.message),
    )
  }

  let current = await findOrStart()
  log?.info(`The embedded PostgreSQL ${current.adopted ? 'runs already' : 'has started'} in ${clusterDir}`)
  return {
    url: urlOf(current.port),
    adopted: current.adopted,
    get pid() {
      return current.pid
    },
    async stop() {
      stopping = true
      await restart
      if (await current.lease.giveUp()) await stopPostmaster(current.pid, clusterDir)
    },
  }
}
