import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** As whom to run a PostgreSQL program: it refuses to run as root. */
export interface Identity {
  uid?: number
  gid?: number
  /** Goes before the program on the command line. */
  wrapper: string[]
}

/** Enough to find `unshare`; nothing of our own environment, which may hold secrets. */
export const programEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * In a user namespace of its own root is seen as `nobody`, and still reaches what only root reaches.
 * The files stay root's.
 */
const unshared: Identity = {
  wrapper: ['unshare', '--user', '--map-user=65534', '--map-group=65534'],
}

/**
 * As whom to make a new cluster: ourselves, or for root an existing unprivileged user that reaches both
 * the directory and the programs.
 * @throws {Error} one line that says what to do, where there is no such user
 */
export function chooseIdentity(directory: string, program: string): Identity {
  if (process.getuid?.() !== 0) return { wrapper: [] }
  const user = findUnprivilegedUser()
  if (user && canReach(user, directory, program)) return user
  assertUnshareWorks(directory, program)
  return unshared
}

/**
 * As whom to run a cluster that exists: as the owner of its files, which PostgreSQL insists on.
 * @throws {Error} one line that says whose it is, where that cannot be done
 */
export function identityOfOwner(clusterDir: string, program: string): Identity {
  const { uid, gid } = statSync(clusterDir)
  const ourUid = process.getuid?.()
  if (ourUid === undefined || (uid === ourUid && uid !== 0)) return { wrapper: [] }
  if (ourUid !== 0) throw new Error(`${clusterDir} belongs to user id ${uid}: run as that user or as root`)
  if (uid !== 0) return { uid, gid, wrapper: [] }
  assertUnshareWorks(clusterDir, program)
  return unshared
}

function findUnprivilegedUser(): Identity | undefined {
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { env: programEnvironment })
    const gid = spawnSync('id', ['-g', name], { env: programEnvironment })
    if (uid.status === 0 && gid.status === 0) {
      return { uid: Number(uid.stdout.toString()), gid: Number(gid.stdout.toString()), wrapper: [] }
    }
  }
  return undefined
}

function canReach(identity: Identity, directory: string, program: string): boolean {
  const as = { uid: identity.uid, gid: identity.gid, cwd: '/', env: programEnvironment }
  return (
    spawnSync('test', ['-x', directory], as).status === 0 &&
    spawnSync(program, ['--version'], as).status === 0
  )
}

function assertUnshareWorks(directory: string, program: string): void {
  const [command, ...args] = [...unshared.wrapper, program, '--version']
  if (spawnSync(command as string, args, { cwd: '/', env: programEnvironment }).status === 0) return
  throw new Error(
    `PostgreSQL does not run as root, and no other user reaches ${directory} and ${program}: ` +
      'run as an ordinary user, choose another DATA_DIR, or set DATABASE_URL',
  )
}
