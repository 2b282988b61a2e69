import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { migrate } from '../../src/database/migrate.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { createPool } from '../../src/database/pool.ts'
import { openRoles } from '../../src/database/roles.ts'
import { buildPage } from './build-page.ts'
import { runOnServer, urlOfDatabase } from './test-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A login of the test server that may create databases. */
    serverUrl: string
    /** The migrated database that test files clone; also the beginning of the names of their clones. */
    templateName: string
  }
}

/** One server for the run: that of TEST_DATABASE_URL, or an embedded one of our own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Before there are several workers.
  buildPage()
  const server = await openServer(process.env.TEST_DATABASE_URL)
  try {
    const templateName = `health_test_${randomBytes(4).toString('hex')}`
    await createTemplate(server.url, templateName)
    project.provide('serverUrl', server.url)
    project.provide('templateName', templateName)
    return async () => {
      await runOnServer(server.url, `drop database ${templateName} with (force)`)
      await server.stop()
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function createTemplate(serverUrl: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `create database ${name} template template0 encoding 'UTF8'`)
  const pool = createPool(urlOfDatabase(serverUrl, name), { onError: () => {} })
  try {
    await migrate(pool)
    await openRoles(pool)
    await new Partitions(pool).createAhead()
  } finally {
    await pool.end()
  }
}

async function openServer(givenUrl: string | undefined): Promise<{ url: string; stop(): Promise<void> }> {
  if (givenUrl) return { url: givenUrl, stop: async () => {} }
  const dataDir = mkdtempSync(join(tmpdir(), 'health-export-test-'))
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'data'), durable: false })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
