import { readFileSync } from 'node:fs'

export interface ProcessUsage {
  /** User and system time, of all threads, also of those that have ended. */
  cpuSeconds: number
  /** The most memory that was resident at once, in MB; of several processes the sum of what each had. */
  peakMb: number
}

/** What the kernel counts in, for every process on Linux. */
const TICKS_PER_SECOND = 100

/**
 * Of a process and all that it started and that run still.
 * @returns undefined where there is no /proc, or no such process
 */
export function readUsage(pid: number): ProcessUsage | undefined {
  try {
    const usage = { cpuSeconds: 0, peakMb: 0 }
    for (const id of [pid, ...readDescendants(pid)]) {
      // The name comes second, in parentheses, and may hold blanks: what counts stands behind it.
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      usage.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
      const status = readFileSync(`/proc/${id}/status`, 'utf8')
      usage.peakMb += Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) / 1024
    }
    return usage
  } catch {
    return undefined
  }
}

function readDescendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
  return children.flatMap(child => [child, ...readDescendants(child)])
}
