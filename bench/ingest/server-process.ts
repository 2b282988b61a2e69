import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type ProcessUsage, readUsage } from './process-usage.ts'

export interface ServerProcess {
  origin: string
  /** From the call of the program until it said that it listens. */
  startSeconds: number
  /** Nothing used where the system does not tell. */
  usage(): ProcessUsage
  /** As whoever operates it would, by a signal. */
  stop(): Promise<void>
}

/**
 * Starts a program that says where it listens, in a process of its own.
 * @param cwd also keeps a `.env` away that lies where the bench was called
 * @throws {Error} with the end of what it said, when it ends before it listens
 */
export async function startServer(
  args: readonly string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): Promise<ServerProcess> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  // When something fails nobody stops it.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  let complaint = ''
  child.stderr.on('data', chunk => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      const found = /listens on (http:\/\/[\w.:]+)/.exec(line)?.[1]
      if (found) resolve(found)
    })
    closed.then(() => reject(new Error(`The server ended before it listened: ${complaint.trim()}`)), reject)
  })
  return {
    origin,
    startSeconds: (performance.now() - startedMs) / 1000,
    usage: () => readUsage(child.pid!) ?? { cpuSeconds: 0, peakMb: 0 },
    async stop() {
      child.kill('SIGTERM')
      await closed
      process.off('exit', end)
    },
  }
}
