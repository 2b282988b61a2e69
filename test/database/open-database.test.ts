import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open-database.ts'
import { emptyDatabase } from '../support/database.ts'

const { url } = await emptyDatabase()

function newLog() {
  const lines: string[] = []
  return { lines, info: (line: string) => lines.push(line), error: (line: string) => lines.push(line) }
}

test('the given server is used when there is one', async () => {
  const log = newLog()
  const database = await openDatabase({ databaseUrl: url, dataDir: '/nonexistent' }, log)
  expect(database).toMatchObject({ url, embedded: false })
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await database.close()
  expect(log.lines).toEqual([])
})

test('without one the embedded server is, and the log does not hold its password', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'health-export-open-'))
  const log = newLog()
  const options = { databaseUrl: undefined, dataDir: join(workDir, 'data') }
  const first = await openDatabase(options, log)
  await first.pool.query('create table kept as select 42 as answer')
  await first.close()
  const second = await openDatabase(options, log)
  expect(second.embedded).toBe(true)
  expect((await second.pool.query('select * from kept')).rows).toEqual([{ answer: 42 }])
  await second.close()
  expect(log.lines).toEqual(Array(2).fill(`The embedded PostgreSQL has started in ${workDir}/data/pgdata`))
  expect(log.lines.join()).not.toContain(new URL(second.url).password)
  rmSync(workDir, { recursive: true })
})
