import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createLog } from './http/request-log.ts'
import type { FirstKey } from './keys/first-key.ts'
import { signInUrl } from './keys/sign-in-link.ts'
import { type App, openApp } from './open-app.ts'

/**
 * Runs the service until a signal or an uncaught error ends the process: uploads under way are finished within the
 * grace period, later ones are refused. Resolves when it listens.
 * @param print takes lines for the person who started it
 * @throws {Error} one line that says what to do, when it cannot listen
 */
export async function serve(config: Config, print: (line: string) => void): Promise<void> {
  const log = createLog(config.logLevel)
  const app = await open(config, log)
  let listening: Awaited<ReturnType<App['listen']>>
  try {
    listening = await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.close()
    throw describeListenError(error, config)
  }
  closeWithGrace({ delay: config.shutdownGraceSeconds * 1000, logger: false }, async ({ signal, err }) => {
    if (err) log.fatal({ error: err }, 'uncaught error: the service stops')
    else log.info({ signal }, 'the service stops')
    await app.close()
  })
  const { origin, firstKey } = listening
  print(`health-export-api listens on ${origin}, its documentation is at ${origin}/docs`)
  if (firstKey) print(describeFirstKey(firstKey, origin))
}

async function open(config: Config, log: Logger): Promise<App> {
  if (config.workers === 1) return openApp(config, log)
  // Whoever needs one process does not load what several need.
  const { openWorkers } = await import('./workers/open-workers.ts')
  return openWorkers(config, log)
}

function describeFirstKey({ key, signInLink }: FirstKey, origin: string): string {
  const body = `{"data":{"metrics":[{"type":"HeartRate","recorded_at":"${new Date().toISOString()}","avg_bpm":62}]}}`
  return `
This is the first start. Your key, shown this once:

  ${key}

Open ${signInUrl(origin, signInLink)} (works once, for an hour)

The key may do everything; make one for each phone with: npx health-export keys create --user owner@localhost --name phone --scopes ingest
Try it:

  curl -X POST ${origin}/v1/ingest -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body}'
`
}

function describeListenError(error: unknown, { host, port }: Config): unknown {
  const syscall = error instanceof Error && 'syscall' in error ? error.syscall : undefined
  // For its workers the first process binds.
  const syscalls: unknown[] = ['listen', 'bind', 'getaddrinfo']
  if (!(error instanceof Error) || !syscalls.includes(syscall)) return error
  if ('code' in error && error.code === 'EADDRINUSE') {
    return new Error(`Something listens on ${host}:${port} already: stop it, or set PORT to another port`)
  }
  return new Error(`Cannot listen on ${host}:${port}: set HOST and PORT to an address that you may use`)
}
