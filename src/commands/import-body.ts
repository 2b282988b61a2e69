import { readFile } from 'node:fs/promises'
import { importBody } from '../ingest/import-body.ts'
import type { StoredDeps } from '../ingest/process-raw.ts'
import { Problem } from '../problem.ts'
import type { CommandContext } from './command-context.ts'
import { refuseUnreadable, unsupported } from './recognise-file.ts'
import { requireUser } from './require-user.ts'

/**
 * Takes in a file that POST /v1/ingest would take.
 * @param user e-mail or id
 * @throws {CommandFailure} file_unsupported, file_unreadable
 * @throws {Problem}
 */
export async function importBodyFile(
  context: CommandContext,
  deps: StoredDeps,
  { path, user }: { path: string; user: string },
): Promise<void> {
  const { id: userId } = await requireUser(deps.pool, user)
  const report = await importBody(deps, { userId, ...(await readBody(path, deps.maxBodyBytes)) })
  const { received, inserted, updated, duplicate, rejected } = report
  const counts = `${received} received, ${inserted} inserted, ${updated} updated, ${duplicate} duplicate, ${rejected} rejected`
  context.print(report, `Read as ${report.format}. Records: ${counts}.`)
}

const contentTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
}

async function readBody(path: string, maxBytes: number) {
  const isGzipped = path.toLowerCase().endsWith('.gz')
  const extension = /\.([^.]+?)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  const contentType = contentTypes[extension]
  if (contentType === undefined) throw unsupported()
  const sent = await readFile(path).catch(refuseUnreadable)
  if (sent.length > maxBytes) {
    throw new Problem('body_too_large', `The file is above ${maxBytes} bytes: see MAX_BODY_BYTES`)
  }
  return { sent, contentType, contentEncoding: isGzipped ? 'gzip' : null }
}
