import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startServer } from './server-process.ts'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
/** As `npm start` does. */
const asStarted = ['--max-semi-space-size=32', '--heap-growing-percent=100']
const NO_LIMIT = '1000000000'

/**
 * The service as whoever operates it runs it, with the settings they would have, except that nobody is sent away for
 * asking too often.
 * @param flags of Node, for who wants to know more of it
 */
export function startService(
  databaseUrl: string,
  settings: Record<string, string> = {},
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const env = {
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    RATE_LIMIT_INGEST_PER_HOUR: NO_LIMIT,
    RATE_LIMIT_READ_PER_HOUR: NO_LIMIT,
    RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: NO_LIMIT,
    ...settings,
  }
  return startServer([...asStarted, ...flags, program, 'serve'], { env, cwd: tmpdir() })
}
