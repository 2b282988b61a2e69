import type { Pool } from 'pg'
import { afterAll, inject } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { runOnServer, urlOfDatabase } from './test-server.ts'

let cloneCount = 0

export interface TestDatabase {
  pool: Pool
  url: string
}

/**
 * A migrated database with its partitions, for the calling test file alone; dropped when the file ends.
 * Call it at the top of the file or in `beforeAll`.
 */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('templateName'))
}

/** As `testDatabase`, but with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0')
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  cloneCount += 1
  const name = `${inject('templateName')}_${process.pid}_${cloneCount}`
  // Copying files costs a tenth of writing the copy to the log as well.
  await runOnServer(
    serverUrl,
    `create database ${name} template ${template} encoding 'UTF8' strategy file_copy`,
  )
  const url = urlOfDatabase(serverUrl, name)
  const pool = createPool(url, { onError: () => {} })
  afterAll(async () => {
    await pool.end()
    await runOnServer(serverUrl, `drop database ${name} with (force)`)
  })
  return { pool, url }
}
