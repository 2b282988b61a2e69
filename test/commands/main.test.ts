import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'health-export-main-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the program takes the settings of the environment, and exits with 0, 1 or 2', async () => {
  const env = { DATABASE_URL: database.url }
  const created = await run(['users', 'create', '--email', 'ada@example.org', '--json'], env)
  expect({ ...created, out: JSON.parse(created.out) }).toEqual({
    exitCode: 0,
    out: expect.objectContaining({ email: 'ada@example.org' }),
    err: '',
  })
  expect(await run(['users', 'create', '--email', 'ada@example.org'], env)).toEqual({
    exitCode: 1,
    out: '',
    err: 'email: another user has it\n',
  })
  expect(await run(['users', 'creat'], env)).toEqual({
    exitCode: 2,
    out: '',
    err: "unknown command 'creat' (Did you mean create?); see --help\n",
  })
})

test('the settings of .env count where the environment says nothing', async () => {
  writeFileSync(join(folder, '.env'), `DATABASE_URL=${database.url}\nPORT=0\n`)
  expect(await run(['keys', 'list', '--user', 'nobody@example.org'], {})).toEqual({
    exitCode: 1,
    out: '',
    err: 'There is no such user; see: health-export users list\n',
  })
  expect(await run(['users', 'list'], { PORT: 'x' })).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/^PORT: /),
  })
  rmSync(join(folder, '.env'))
})

test('without a database of its own the program keeps one in DATA_DIR, also from one run to the next', async () => {
  const env = { DATA_DIR: join(folder, 'data') }
  const created = await run(['users', 'create', '--email', 'ada@example.org', '--json'], env)
  expect(created).toMatchObject({ exitCode: 0, err: '' })
  const listed = await run(['users', 'list', '--json'], env)
  expect(JSON.parse(listed.out)).toEqual({ users: [JSON.parse(created.out)] })
}, 120_000)

function run(args: string[], settings: Record<string, string>) {
  // Nothing of the environment of the tests may decide what the program does.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings }
  const argv = ['--import', import.meta.resolve('tsx'), main, ...args]
  return new Promise<{ exitCode: unknown; out: string; err: string }>(resolve => {
    execFile(process.execPath, argv, { cwd: folder, env }, (error, out, err) => {
      resolve({ exitCode: error ? error.code : 0, out, err })
    })
  })
}
