import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeSpawnError } from './embedded-cluster.ts'
import { identityOfOwner, programEnvironment } from './embedded-identity.ts'
import { isPostmasterRunning, readPostmasterFile } from './postmaster-file.ts'

/** Recovery after a crash may take this long before the server is ready. */
const readyTimeoutMs = 120_000
const fastStopTimeoutMs = 15_000
const immediateStopTimeoutMs = 5000

/** What the server's log may hold is decided here: no statement and no DETAIL line, for they quote health data. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  jit: 'off',
}

/** For servers whose data nobody will miss after a power cut; that a process was killed still loses nothing. */
const volatileSettings = { fsync: 'off', full_page_writes: 'off' }

/** The server did not start, and `mayPass` says whether another attempt can end better. */
export class PostmasterError extends Error {
  override name = 'PostmasterError'
  readonly mayPass: boolean

  constructor(message: string, mayPass: boolean) {
    super(message)
    this.mayPass = mayPass
  }
}

/**
 * Starts a server on this cluster and waits until it takes connections. It outlives us and does not get our Ctrl-C.
 * @returns the process id of the server
 * @throws {PostmasterError} one line, with PostgreSQL's own words
 */
export async function startPostmaster(
  postgres: string,
  clusterDir: string,
  port: number,
  durable: boolean,
): Promise<number> {
  const logPath = join(dirname(clusterDir), 'postgres.log')
  const { uid, gid, wrapper } = identityOfOwner(clusterDir, postgres)
  const [command, ...args] = [...wrapper, postgres, '-D', clusterDir, '-p', String(port)]
  for (const [name, value] of Object.entries({ ...settings, ...(durable ? {} : volatileSettings) })) {
    args.push('-c', `${name}=${value}`)
  }
  const log = openSync(logPath, 'a', 0o600)
  const logStart = fstatSync(log).size
  const child = spawn(command as string, args, {
    uid,
    gid,
    cwd: clusterDir,
    env: programEnvironment,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let spawnError: Error | undefined
  child.once('error', error => {
    spawnError = error
  })
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(10)) {
    if (spawnError) throw new PostmasterError(describeSpawnError(spawnError, postgres), false)
    if (child.exitCode !== null || child.signalCode !== null) {
      throw describeExit(readFileSync(logPath).subarray(logStart).toString(), logPath)
    }
    const file = readPostmasterFile(clusterDir)
    // A file that a killed server left behind may well say "ready", but not with the id of our child.
    if (file?.ready && file.pid === child.pid) {
      child.unref()
      return file.pid
    }
  }
  throw new PostmasterError(`PostgreSQL did not become ready in time, see ${logPath}`, false)
}

/** Ends the server: its clients at once and its data written; without that if it takes too long (it recovers then). */
export async function stopPostmaster(pid: number, clusterDir: string): Promise<void> {
  if (await signalAndWait(pid, clusterDir, 'SIGINT', fastStopTimeoutMs)) return
  if (await signalAndWait(pid, clusterDir, 'SIGQUIT', immediateStopTimeoutMs)) return
  throw new PostmasterError(`PostgreSQL (process ${pid}) does not stop`, false)
}

/** A port of the loopback interface that nobody uses at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function signalAndWait(
  pid: number,
  clusterDir: string,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return true
  }
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(10)) {
    if (!isPostmasterRunning(pid, clusterDir)) return true
  }
  return false
}

/**
 * What passes: another starter was quicker (lock file), it took the port first (bind), or the last children of a killed
 * server still hold its shared memory.
 */
function describeExit(output: string, logPath: string): PostmasterError {
  const reason = output.split('\n').find(line => /FATAL|PANIC|error while loading/.test(line))
  const words = reason?.replace(/^.*?(FATAL|PANIC): +/, '') ?? 'it exited'
  const mayPass = /lock file|shared memory block|could not (bind|create any TCP)|Address already in use/.test(
    output,
  )
  return new PostmasterError(`PostgreSQL did not start: ${words} (see ${logPath})`, mayPass)
}
