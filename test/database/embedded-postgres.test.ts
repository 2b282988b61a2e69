import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { createPool } from '../../src/database/pool.ts'
import { isPostmasterRunning, readPostmasterFile } from '../../src/database/postmaster-file.ts'

const closers: (() => Promise<unknown> | unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function newDataDir(): string {
  const parent = mkdtempSync(join(tmpdir(), 'health-export-embedded-'))
  closers.push(() => rmSync(parent, { recursive: true, force: true }))
  return join(parent, 'data')
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false })
  closers.push(() => server.stop())
  return server
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Starts the server in another Node process. */
async function holdElsewhere(dataDir: string) {
  const script = new URL('../support/hold-embedded-postgres.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }
  return {
    url,
    pid,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('three starters at once on one directory share one server, and the last one out stops it', async () => {
  const dataDir = newDataDir()
  const servers = await Promise.all([start(dataDir), start(dataDir), start(dataDir)])
  const [first, second, third] = servers
  expect(new Set(servers.map(server => `${server.pid} ${server.url}`)).size).toBe(1)
  expect(servers.filter(server => !server.adopted)).toHaveLength(1)
  expect(readdirSync(dataDir).sort()).toEqual(['pgdata', 'postgres.log'])

  await first.stop()
  await second.stop()
  expect(await query(third.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await third.stop()
  expect(isPostmasterRunning(third.pid, join(dataDir, 'pgdata'))).toBe(false)
  expect(readPostmasterFile(join(dataDir, 'pgdata'))).toBeUndefined()
})

test('two that leave at the same moment do not leave the server behind', async () => {
  const dataDir = newDataDir()
  const [first, second] = await Promise.all([start(dataDir), start(dataDir)])
  await Promise.all([first.stop(), second.stop()])
  expect(isPostmasterRunning(first.pid, join(dataDir, 'pgdata'))).toBe(false)
})

test('one that comes while the last one leaves gets a server that stays', async () => {
  const dataDir = newDataDir()
  const leaving = await start(dataDir)
  await query(leaving.url, 'create table kept as select 42 as answer')
  const [, coming] = await Promise.all([leaving.stop(), start(dataDir)])
  expect(await query(coming.url, 'select * from kept')).toEqual([{ answer: 42 }])
})

test('the server of a killed process is adopted with its data, and stopped when we leave', async () => {
  const dataDir = newDataDir()
  const killed = await holdElsewhere(dataDir)
  await query(killed.url, 'create table kept as select 42 as answer')
  await killed.kill()

  const server = await start(dataDir)
  expect({ adopted: server.adopted, pid: server.pid, url: server.url }).toEqual({
    adopted: true,
    pid: killed.pid,
    url: killed.url,
  })
  expect(await query(server.url, 'select * from kept')).toEqual([{ answer: 42 }])
  await server.stop()
  expect(isPostmasterRunning(killed.pid, join(dataDir, 'pgdata'))).toBe(false)
})

test('a start after process and server were killed recovers the data', async () => {
  const dataDir = newDataDir()
  const killed = await holdElsewhere(dataDir)
  await query(killed.url, 'create table kept as select 42 as answer')
  await killed.kill()
  process.kill(killed.pid, 'SIGKILL')

  const server = await start(dataDir)
  expect(server.adopted).toBe(false)
  expect(await query(server.url, 'select * from kept')).toEqual([{ answer: 42 }])
})

test('a server that is killed under us is started again, and the pool finds it', async () => {
  const server = await start(newDataDir())
  const pool = createPool(server.url, { onError: () => {} })
  closers.push(() => pool.end())
  await pool.query('create table kept as select 42 as answer')
  const killedPid = server.pid
  process.kill(killedPid, 'SIGKILL')
  await expect.poll(() => server.pid, { timeout: 20_000 }).not.toBe(killedPid)
  await expect
    .poll(() => pool.query('select * from kept').then(result => result.rows, String))
    .toEqual([{ answer: 42 }])
})

test('a stale file with the id of a living stranger does not keep the server from starting', async () => {
  const dataDir = newDataDir()
  await (await start(dataDir)).stop()
  // Not ourselves: PostgreSQL knows that its own parent is no server.
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'])
  closers.push(() => stranger.kill())
  const stale = `${stranger.pid}\n${dataDir}/pgdata\n1700000000\n1\n\n127.0.0.1\n  1 1\nready   \n`
  writeFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), stale)
  const server = await start(dataDir)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('the password is for the owner only, and there is no way in without it', async () => {
  const dataDir = newDataDir()
  const server = await start(dataDir)
  const passwordPath = join(dataDir, 'pgdata', 'embedded.password')
  expect(statSync(passwordPath).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)

  const url = new URL(server.url)
  expect(url.hostname).toBe('127.0.0.1')
  expect(readFileSync(passwordPath, 'utf8').trim()).toBe(url.password)
  expect(url.password).toMatch(/^[\w-]{32}$/)
  url.password = 'postgres'
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(
    await query(
      server.url,
      `select current_setting('unix_socket_directories') as sockets,
      (select count(*)::int from pg_hba_file_rules where auth_method <> 'scram-sha-256') as open_doors`,
    ),
  ).toEqual([{ sockets: '', open_doors: 0 }])
})

test('the log of the server holds neither statements nor rows', async () => {
  const dataDir = newDataDir()
  const server = await start(dataDir)
  await query(server.url, 'create table reading (bpm int check (bpm > 0))')
  await expect(query(server.url, 'insert into reading values (-616161)')).rejects.toMatchObject({
    code: '23514',
  })
  await expect(query(server.url, 'select 717171 from nowhere')).rejects.toMatchObject({ code: '42P01' })
  const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8')
  expect(log).toContain('violates check constraint')
  expect(log).not.toMatch(/616161|717171|Failing row/)
})

test('a server that cannot start says why in one line', async () => {
  const dataDir = newDataDir()
  await (await start(dataDir)).stop()
  writeFileSync(join(dataDir, 'pgdata', 'postgresql.conf'), 'no_such_setting = 1\n')
  const error = await start(dataDir).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(error?.message).toMatch(/^PostgreSQL did not start: .*errors \(see .*postgres\.log\)$/)
})

const isRoot = process.getuid?.() === 0

test.runIf(isRoot)('root: the server runs as another user where that one reaches the directory', async () => {
  const dataDir = newDataDir()
  chmodSync(join(dataDir, '..'), 0o755)
  const server = await start(dataDir)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(statSync(join(dataDir, 'pgdata')).uid).not.toBe(0)
  expect(statSync(`/proc/${server.pid}`).uid).toBe(statSync(join(dataDir, 'pgdata')).uid)
})

test.runIf(isRoot)('root: the server runs below a directory that only root reaches', async () => {
  const dataDir = newDataDir()
  expect(statSync(join(dataDir, '..'))).toMatchObject({ uid: 0 })
  expect(statSync(join(dataDir, '..')).mode & 0o777).toBe(0o700)
  const server = await start(dataDir)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})
