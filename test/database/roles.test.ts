import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { expect, inject, test } from 'vitest'
import { readAsUser, readerRole, writerRole } from '../../src/database/as-user.ts'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { migrate } from '../../src/database/migrate.ts'
import { hasRoles, openRoles } from '../../src/database/roles.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { scopes } from '../../src/keys/scope.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { emptyDatabase, testDatabase } from '../support/database.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { createTestUser } from '../support/ingesting.ts'
import { heartRates, postIngest, startInstance } from '../support/instance.ts'
import { testLogin } from '../support/logins.ts'
import { runOnServer } from '../support/test-server.ts'

const testServer = inject('serverUrl')
const { pool: anyDatabase } = await testDatabase()
const { rows: versions } = await anyDatabase.query(
  `select current_setting('server_version_num')::int as version`,
)
const membersMayLackRights = versions[0].version >= 160_000

/** A server that nobody has made the roles on. */
async function newServer(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'health-export-roles-'))
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), durable: false })
  closeAfterwards(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return server.url
}

/** The role that a reader works in: the login's own where the wall is absent. */
const roleOfReader = async (pool: Pool) => {
  const userId = await createTestUser(pool)
  return readAsUser(
    pool,
    userId,
    async client => (await client.query('select current_user as role')).rows[0].role,
  )
}

test('the roles of the server get their grants in a database that is new to them', async () => {
  const { pool } = await emptyDatabase()
  await migrate(pool)
  const userId = await createTestUser(pool)
  const readUsers = () => readAsUser(pool, userId, client => client.query('select id from users'))
  await expect(readUsers()).rejects.toMatchObject({ code: '42501' })
  expect(await openRoles(pool)).toBe(true)
  expect((await readUsers()).rows).toEqual([{ id: userId }])
})

test('opened again, they are given nothing twice', async () => {
  const { pool } = await testDatabase()
  const rights = async () =>
    (await pool.query(`select relname, relacl::text from pg_class order by oid`)).rows
  const before = await rights()
  expect(await openRoles(pool)).toBe(true)
  expect(await rights()).toEqual(before)
})

test('a login that may create roles makes them, also with eight services that start at once', async () => {
  const server = await newServer()
  const login = await testLogin(server, 'createrole')
  const pools = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { pool } = await login.openDatabase()
      await migrate(pool)
      return pool
    }),
  )
  expect(await Promise.all(pools.map(pool => hasRoles(pool)))).toEqual(pools.map(() => false))
  expect(await Promise.all(pools.map(pool => openRoles(pool)))).toEqual(pools.map(() => true))
  expect(await Promise.all(pools.map(pool => hasRoles(pool)))).toEqual(pools.map(() => true))
  expect(await Promise.all(pools.map(roleOfReader))).toEqual(pools.map(() => readerRole))
})

test('a grant that another database’s service is making at this moment is waited for, and taken', async () => {
  const login = await testLogin(testServer, 'createrole')
  const [one, other] = [(await login.openDatabase()).pool, (await login.openDatabase()).pool]
  await migrate(one)
  // From 16 on, to make roles is not to grant those of others.
  if (membersMayLackRights) {
    const grant = `grant ${readerRole}, ${writerRole} to ${login.name} with admin true, set false`
    expect(await openRoles(one)).toBe(false)
    await runOnServer(testServer, grant)
  }
  const meanwhile = await other.connect()
  await meanwhile.query(`begin; grant ${readerRole} to session_user`)
  const opened = openRoles(one)
  const waiting = async () => {
    const { rows } = await other.query(
      `select count(*)::integer from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'`,
      [login.name],
    )
    return rows[0].count
  }
  await expect.poll(waiting, { interval: 10, timeout: 5_000 }).toBe(1)
  await meanwhile.query('commit')
  meanwhile.release()
  expect(await opened).toBe(true)
  expect(await roleOfReader(one)).toBe(readerRole)
})

test('a member that may not work in a role is none, where PostgreSQL tells the two apart', async () => {
  const login = await testLogin(testServer, 'nocreaterole')
  const { pool } = await login.openDatabase()
  await migrate(pool)
  const member = (withOptions: string) =>
    runOnServer(testServer, `grant ${readerRole}, ${writerRole} to ${login.name} ${withOptions}`)
  if (membersMayLackRights) {
    await member('with set false')
    expect(await hasRoles(pool)).toBe(false)
    expect(await openRoles(pool)).toBe(false)
    expect(await roleOfReader(pool)).toBe(login.name)
  }
  await member(membersMayLackRights ? 'with set true' : '')
  // Who owns the tables may grant them; it needs no right to create roles any more.
  expect(await openRoles(pool)).toBe(true)
  expect(await hasRoles(pool)).toBe(true)
  expect(await roleOfReader(pool)).toBe(readerRole)
})

test('a login that works in a role of its own by default goes on doing so where it has not these', async () => {
  const owner = await testLogin(testServer, 'nocreaterole')
  const login = await testLogin(testServer, 'nocreaterole')
  const { pool, url } = await owner.openDatabase()
  await migrate(pool)
  await runOnServer(
    testServer,
    `grant ${owner.name} to ${login.name}; alter role ${login.name} noinherit; alter role ${login.name} set role = ${owner.name}`,
  )
  const asLogin = new URL(url)
  asLogin.username = asLogin.password = login.name
  const instance = await startInstance({ DATABASE_URL: asLogin.href })
  expect((await fetchChecked(`${instance.origin}/ready`)).status).toBe(200)
  const { key } = instance.firstKey!
  expect((await postIngest(instance.origin, key, heartRates(0, 1))).status).toBe(200)
})

test('a login that may not create roles runs the service all the same, and says that the wall is absent', async () => {
  const login = await testLogin(testServer, 'nocreaterole')
  const { pool, url } = await login.openDatabase()
  const instance = await startInstance({ DATABASE_URL: url })
  expect(instance.log).toContain('"level":40')
  expect(instance.log).toContain('row level security does not stand behind the queries')
  expect(await openRoles(pool)).toBe(false)
  const readiness = await fetchChecked(`${instance.origin}/ready`)
  expect({ status: readiness.status, body: await readiness.json() }).toEqual({
    status: 200,
    body: { status: 'ready', database: 'ok', migrations: 'ok', redis: 'off', row_level_security: 'off' },
  })
  const { key } = await createKey(pool, { userId: await createTestUser(pool), name: 'phone', scopes })
  const report = await (await postIngest(instance.origin, key, heartRates(0, 3))).json()
  expect(report).toMatchObject({ received: 3, inserted: 3 })
  const page = await fetchChecked(`${instance.origin}/v1/metrics/heart_rate/samples?limit=2`, {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(await page.json()).toMatchObject({ samples: [{ avg: 40 }, { avg: 41 }] })
})
