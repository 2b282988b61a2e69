import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ServerProcess, startServer } from './server-process.ts'

const program = fileURLToPath(new URL('../baseline/serve-baseline.ts', import.meta.url))

/** The specification's sketch, see its file; `prepareBaseline` comes first. */
export function startBaseline(databaseUrl: string): Promise<ServerProcess> {
  // By its address: the process runs in another folder.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return startServer(['--import', tsx, program], { env: { DATABASE_URL: databaseUrl }, cwd: tmpdir() })
}
