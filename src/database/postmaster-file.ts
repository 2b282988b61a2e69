import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Postmaster {
  pid: number
  port: number
  /** False while it starts, recovers or stops. */
  ready: boolean
}

/**
 * What PostgreSQL says about itself in `postmaster.pid`: line 1 the process id, line 4 the port, line 8 its state.
 * A killed server leaves the file behind, so what it says has to be checked.
 * @returns undefined where there is no file, or only the beginning of one
 */
export function readPostmasterFile(clusterDir: string): Postmaster | undefined {
  let text: string
  try {
    text = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Whether this process runs a server on this cluster. Asking for the id alone is not enough: after a restart of the
 * machine it may be another program's, and a zombie answers too.
 */
export function isPostmasterRunning(pid: number, clusterDir: string): boolean {
  if (!isProcessAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(clusterDir)
  } catch {
    return isProcessAlive(pid)
  }
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
