import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { chooseIdentity, type Identity, programEnvironment } from './embedded-identity.ts'

const passwordFile = 'embedded.password'

/**
 * The data directory, made if it is not there: for root in the name of the user that PostgreSQL will run as.
 * A directory that exists keeps its owner and its mode.
 * @returns its real path, by which a running server is recognised
 */
export function prepareDataDir(dataDir: string, initdb: string): string {
  const path = resolve(dataDir)
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    mkdirSync(path, { recursive: true, mode: 0o700 })
    chownTo(path, chooseIdentity(dirname(path), initdb))
  }
  return realpathSync(path)
}

/**
 * Makes the cluster where there is none. It is made aside and moved into place when it is whole, so that neither a
 * crash half-way nor another starter at the same moment leaves half a cluster.
 */
export async function ensureCluster(clusterDir: string, initdb: string, durable: boolean): Promise<void> {
  if (existsSync(join(clusterDir, 'PG_VERSION'))) return
  const dataDir = dirname(clusterDir)
  const identity = chooseIdentity(dataDir, initdb)
  const workDir = mkdtempSync(join(dataDir, 'initdb-'))
  try {
    const passwordPath = join(workDir, 'password')
    writeFileSync(passwordPath, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    chownTo(workDir, identity)
    chownTo(passwordPath, identity)
    const newClusterDir = join(workDir, 'pgdata')
    await runInitdb(initdb, identity, newClusterDir, passwordPath, durable)
    // The password travels with the cluster that knows it.
    renameSync(passwordPath, join(newClusterDir, passwordFile))
    moveUnlessPresent(newClusterDir, clusterDir)
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

export function readPassword(clusterDir: string): string {
  return readFileSync(join(clusterDir, passwordFile), 'utf8').trim()
}

function chownTo(path: string, { uid, gid }: Identity): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

function moveUnlessPresent(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(join(to, 'PG_VERSION'))) throw error
  }
}

/** The builtin locale sorts the same on every machine, whatever its operating system knows of languages. */
function runInitdb(
  initdb: string,
  identity: Identity,
  clusterDir: string,
  passwordPath: string,
  durable: boolean,
): Promise<void> {
  const [command, ...args] = [
    ...identity.wrapper,
    initdb,
    `--pgdata=${clusterDir}`,
    '--username=postgres',
    `--pwfile=${passwordPath}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, args, {
      uid: identity.uid,
      gid: identity.gid,
      cwd: dirname(clusterDir),
      env: programEnvironment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    child.stderr.on('data', text => {
      output += text
    })
    child.once('error', error => reject(new Error(describeSpawnError(error, initdb))))
    child.once('close', code => {
      if (code === 0) resolve()
      else
        reject(new Error(`The embedded database could not be made: ${describeInitdbFailure(output, code)}`))
    })
  })
}

/** One line out of what initdb says; the full disk has a name of its own because it is the usual cause. */
function describeInitdbFailure(output: string, code: number | null): string {
  if (output.includes('No space left on device')) return 'no space left on the device of DATA_DIR'
  const lines = output.split('\n')
  return lines.find(line => /error|FATAL|PANIC/.test(line)) ?? lines[0] ?? `initdb exited with ${code}`
}

/** A program that is there and yet "not found" lacks its loader: the binaries are made for glibc, not for musl. */
export function describeSpawnError(error: Error & { code?: string }, program: string): string {
  if (error.code === 'ENOENT' && existsSync(program)) {
    return 'The embedded PostgreSQL needs glibc, which this system lacks: set DATABASE_URL to a server'
  }
  return `${program} could not be run (${error.code}): set DATABASE_URL to a server`
}
