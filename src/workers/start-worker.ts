import cluster from 'node:cluster'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Failure, PrimaryCalls, WorkerCalls } from './calls.ts'
import { Line } from './line.ts'

/** Beside this file, as it was written or as it was built. */
const program = fileURLToPath(new URL(`worker${extname(import.meta.url)}`, import.meta.url))

export interface End {
  code: number | null
  signal: string | null
  hasListened: boolean
}

/** A worker as the first process sees it. */
export interface StartedWorker {
  /** Undefined where the system did not start it. */
  pid: number | undefined
  line: Line<WorkerCalls>
  readonly isListening: boolean
  /** The port. Rejects with the reason when it cannot listen, or ends before. */
  listening: Promise<number>
  ended: Promise<End>
  /** Lets it finish what is under way; one that does not listen yet has nothing. Resolves with its end. */
  stop(): Promise<End>
}

/** @param answers to what it asks, but for what concerns its own start */
export function startWorker(answers: Omit<PrimaryCalls, 'listening' | 'failed'>): StartedWorker {
  cluster.setupPrimary({ exec: program, args: [] })
  const worker = cluster.fork()
  const line = new Line<WorkerCalls>(worker)
  let isListening = false
  const ended = new Promise<End>(resolve => {
    const end = (code: number | null, signal: string | null) => {
      resolve({ code, signal, hasListened: isListening })
      isListening = false
    }
    worker.once('exit', end)
    worker.on('error', () => {
      // One that the system did not start has no other end; of any other the end is told.
      if (!worker.process.kill('SIGKILL')) end(null, null)
    })
  })
  const listening = new Promise<number>((resolve, reject) => {
    line.answer<PrimaryCalls>({
      ...answers,
      listening: port => {
        isListening = true
        resolve(port)
      },
      failed: failure => reject(errorOf(failure)),
    })
    ended.then(({ code, signal }) => reject(new Error(`A worker ended at its start: ${signal ?? code}`)))
  })
  return {
    pid: worker.process.pid,
    line,
    listening,
    ended,
    get isListening() {
      return isListening
    },
    stop() {
      if (isListening) line.tell('stop')
      else worker.process.kill('SIGKILL')
      return ended
    },
  }
}

const errorOf = ({ message, ...rest }: Failure): Error => Object.assign(new Error(message), rest)
