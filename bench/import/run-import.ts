import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const SAMPLE_EVERY_MS = 200

/** What the command prints at its end, of that what is looked at here. */
interface ImportReport {
  received: number
  inserted: number
  updated: number
  duplicate: number
  rejected: number
  xml_faults: number
}

interface ImportRun {
  /** Absent when it was killed. */
  report: ImportReport | undefined
  seconds: number
  /** Memory in use, in MB, each fifth of a second; empty where the system does not tell. */
  residentMb: number[]
  /** The highest it was, in MB. */
  peakMb: number
}

/**
 * Runs `health-export import` as anybody would, in a process of its own.
 * @param killAfterSeconds when to kill it as kill -9 does
 * @throws {Error} with what it said, when it fails
 */
export async function runImport(
  { databaseUrl, zipPath, user }: { databaseUrl: string; zipPath: string; user: string },
  killAfterSeconds?: number,
): Promise<ImportRun> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [command, 'import', zipPath, '--user', user, '--json'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  let lastLine = ''
  createInterface(child.stdout).on('line', line => {
    lastLine = line
  })
  let complaint = ''
  child.stderr.on('data', chunk => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const residentMb: number[] = []
  let peakMb = 0
  const sampling = setInterval(() => {
    const memory = readMemory(child.pid!)
    if (!memory) return
    residentMb.push(memory.residentMb)
    peakMb = memory.peakMb
  }, SAMPLE_EVERY_MS)
  const killing =
    killAfterSeconds === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), killAfterSeconds * 1000)
  const [code, signal] = await closed
  clearInterval(sampling)
  clearTimeout(killing)
  const seconds = (performance.now() - startedMs) / 1000
  if (signal === 'SIGKILL' && killing) return { report: undefined, seconds, residentMb, peakMb }
  if (code !== 0) throw new Error(`The import ended with ${code ?? signal}: ${complaint.trim()}`)
  return { report: JSON.parse(lastLine), seconds, residentMb, peakMb }
}

/** @returns undefined where there is no /proc, or no such process any more */
function readMemory(pid: number): { residentMb: number; peakMb: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const megabytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1024
    return { residentMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
  } catch {
    return undefined
  }
}
