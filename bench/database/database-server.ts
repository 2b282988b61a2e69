import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { escapeIdentifier, Pool } from 'pg'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'

export interface DatabaseServer {
  /** Such as "PostgreSQL 18.4, embedded". */
  title: string
  /** Makes an empty database, which `close` drops. @returns its URL, with the password */
  createDatabase(purpose: string): Promise<string>
  close(): Promise<void>
}

/**
 * The server of DATABASE_URL, in databases of our own beside those that it has; without it an embedded one, as durable
 * as the service's own.
 * @throws {Error} if the login may not create databases
 */
export async function openDatabaseServer(givenUrl = process.env.DATABASE_URL): Promise<DatabaseServer> {
  const server = givenUrl ? { url: givenUrl, stop: async () => {} } : await startEmbedded()
  const admin = new Pool({ connectionString: server.url, max: 1 })
  // When something fails the server stops first, and its own error is the one to show.
  admin.on('error', () => {})
  const { rows } = await admin.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  const created: string[] = []
  return {
    title: `PostgreSQL ${rows[0]!.version}, ${givenUrl ? 'that of DATABASE_URL' : 'embedded'}`,
    async createDatabase(purpose) {
      const name = `health_export_bench_${process.pid}_${purpose}`
      await admin.query(`create database ${escapeIdentifier(name)}`)
      created.push(name)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      return url.href
    },
    async close() {
      for (const name of created)
        await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`)
      await admin.end()
      await server.stop()
    },
  }
}

async function startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'health-export-bench-'))
  const embedded = await startEmbeddedPostgres({ dataDir, log: { info: () => {}, error: console.error } })
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
