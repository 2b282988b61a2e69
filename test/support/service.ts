import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { closeAfterwards } from './close-afterwards.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 60_000

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** The real program as a process of its own. */
export interface Service {
  process: ChildProcess
  /** All it has written so far. */
  readonly stdout: string
  readonly stderr: string
  readonly exited: Promise<Exit>
  /** Where it listens, once it says so. @throws {Error} with its output, when it ends instead */
  listening(): Promise<string>
  /** The key that a first start prints, once all that it prints is there. @throws {Error} as `listening` */
  firstKey(): Promise<string>
  /** Sends a signal and waits for the end; of a process that has ended, only its end. */
  end(signal: NodeJS.Signals): Promise<Exit>
}

/**
 * Starts the program with these settings and no others, on any free port; it ends with the test or the file at the latest.
 * @param settings PORT is 0 unless it is given
 */
export function startService(settings: Record<string, string>): Service {
  // Nothing of the environment of the tests may decide what the program does, nor a .env in the working directory.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...settings }
  const child = spawn(process.execPath, [...findProgram(), 'serve'], {
    cwd: emptyFolder(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  // `close` comes after the last of the output.
  const exited = new Promise<Exit>(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exited
  }
  closeAfterwards(() => end('SIGKILL'))
  return {
    process: child,
    exited,
    end,
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    listening: () => hear(/ listens on (http:\S+),.*\n/),
    firstKey: () => hear(/^ {2}(hea_\S+)$[\s\S]*^ {2}curl .*\n/m),
  }

  /** The group of a pattern, once stdout fits it. */
  async function hear(pattern: RegExp): Promise<string> {
    const heard = new Promise<string>(resolve => {
      const look = () => {
        const group = pattern.exec(output.stdout)?.[1]
        if (group) resolve(group)
      }
      child.stdout.on('data', look)
      look()
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, START_TIMEOUT_MS)
    })
    const said = await Promise.race([heard, exited, late])
    clearTimeout(timer)
    if (typeof said !== 'string') throw new Error(`The service does not say ${pattern}: ${output.stderr}`)
    return said
  }
}

/**
 * A folder for DATA_DIR, until the test or the file ends; the embedded server that a killed service leaves in it is stopped then.
 * Call it before the first `startService`.
 */
export function testDataDir(): string {
  const dataDir = join(emptyFolder(), 'data')
  closeAfterwards(async () => {
    // To use it once more is the way to be the last one that does.
    const server = await startEmbeddedPostgres({ dataDir })
    await server.stop()
  })
  return dataDir
}

/** What was built, which starts in half the time; the sources where one of them has changed since. */
function findProgram(): string[] {
  const built = join(root, 'dist', 'main.js')
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const changedMs = Math.max(...sources.map(path => statSync(join(root, 'src', path)).mtimeMs))
  // The compiler writes only the files that differ, but this one with every build.
  const builtMs = statSync(join(root, 'dist', '.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return builtMs > changedMs
    ? [built]
    : ['--import', import.meta.resolve('tsx'), join(root, 'src', 'main.ts')]
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'health-export-service-'))
  closeAfterwards(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
