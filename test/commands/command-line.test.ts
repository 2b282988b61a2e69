import { beforeAll, expect, test } from 'vitest'
import type { CommandContext } from '../../src/commands/command-context.ts'
import { keysCommand } from '../../src/commands/keys.ts'
import { migrateCommand } from '../../src/commands/migrate.ts'
import { partitionsCommand } from '../../src/commands/partitions.ts'
import { replayCommand } from '../../src/commands/replay.ts'
import { runCommandLine } from '../../src/commands/run-command-line.ts'
import { signInCommand } from '../../src/commands/sign-in.ts'
import { usersCommand } from '../../src/commands/users.ts'
import { readConfig } from '../../src/config.ts'
import { findSession } from '../../src/keys/find-session.ts'
import { KeyVerifier } from '../../src/keys/key-verifier.ts'
import { openSessionByLink } from '../../src/keys/open-session.ts'
import { originOf } from '../../src/open-app.ts'
import { readDisabledTypes } from '../../src/read-disabled-types.ts'
import { emptyDatabase, type TestDatabase, testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'
import { expectErased } from '../support/rows-of-user.ts'

const inAnHour = new Date(Date.now() + 3_600_000)
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

test('a user gets a key that works, rotates it, revokes it, and is erased', async () => {
  const user = await runJson('users', 'create', '--email', 'Ada@Example.org', '--timezone', 'Europe/Berlin')
  expect(user).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    email: 'ada@example.org',
    timezone: 'Europe/Berlin',
    created_at: expect.stringMatching(/Z$/),
  })

  const issued = await runJson('keys', 'create', '--user', 'ADA@example.org', '--name', 'phone')
  const [id, keyId] = [user.id, issued.key_id]
  expect(issued).toEqual({
    key: expect.stringMatching(new RegExp(`^hea_${keyId}_`)),
    key_id: keyId,
    user_id: id,
    name: 'phone',
    scopes: ['ingest', 'read'],
    expires_at: null,
  })
  const verifier = await KeyVerifier.open({ pool: database.pool, databaseUrl: database.url })
  expect(await verifier.verify(issued.key)).toEqual({ userId: id, keyId, scopes: ['ingest', 'read'] })

  const expiry = ['--expires-at', inAnHour.toISOString()]
  const other = await runJson(
    'keys',
    'create',
    '--user',
    id,
    '--name',
    'web',
    '--scopes',
    'manage, read',
    ...expiry,
  )
  expect(other).toMatchObject({ scopes: ['read', 'manage'], expires_at: inAnHour.toJSON() })

  const successor = await runJson('keys', 'rotate', keyId, '--grace', '600')
  expect(successor).toMatchObject({
    user_id: id,
    name: 'phone',
    scopes: ['ingest', 'read'],
    expires_at: null,
  })
  expect(await runJson('keys', 'revoke', other.key_id)).toEqual({ key_id: other.key_id, revoked: true })
  const { keys } = await runJson('keys', 'list', '--user', 'ada@example.org')
  expect(keys).toEqual(
    [
      {
        key_id: keyId,
        name: 'phone',
        scopes: ['ingest', 'read'],
        expires_at: expect.any(String),
        revoked_at: null,
      },
      {
        key_id: other.key_id,
        name: 'web',
        scopes: ['read', 'manage'],
        expires_at: inAnHour.toJSON(),
        revoked_at: expect.any(String),
      },
      {
        key_id: successor.key_id,
        name: 'phone',
        scopes: ['ingest', 'read'],
        expires_at: null,
        revoked_at: null,
      },
    ].map(key => ({ ...key, user_id: id, created_at: expect.any(String), last_used_at: null })),
  )
  await verifier.close()

  await runFailing('keys', 'rotate', keyId)
  await runFailing('keys', 'create', '--user', id, '--name', ' ')
  expect(await auditOf(database, id)).toEqual([
    ['user.create', id, 'ok'],
    ['key.create', keyId, 'ok'],
    ['key.create', other.key_id, 'ok'],
    ['key.rotate', keyId, 'ok'],
    ['key.revoke', other.key_id, 'ok'],
    ['key.rotate', keyId, 'key_already_rotated'],
    ['key.create', null, 'invalid_request'],
  ])

  const { users } = await runJson('users', 'list')
  expect(users).toEqual([user])
  expect(await runJson('users', 'delete', '--email', 'ada@example.org', '--yes')).toEqual({
    id,
    erased: true,
  })
  expect(await runJson('users', 'list')).toEqual({ users: [] })
  await expectErased(database.pool, { userId: id, keyId: null, action: 'user.delete' })
})

test('without --json it prints aligned text, a new key alone on the first line', async () => {
  const created = await run('users', 'create', '--email', 'text@example.org')
  const id = created.out.match(/[0-9a-f-]{36}/)?.[0]
  expect(created).toEqual({
    exitCode: 0,
    out:
      `Created text@example.org with the id ${id}.\n` +
      'A key for a phone: health-export keys create --user text@example.org --name phone\n',
    err: '',
  })
  const { out } = await run('keys', 'create', '--user', 'text@example.org', '--name', 'a phone')
  const keyId = out.slice(4, 16)
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^hea_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/),
    '',
    'Keep it now: it is shown this once, and only a hash of it is stored.',
    `id       ${keyId}`,
    'name     a phone',
    'scopes   ingest, read',
    'expires  never',
    '',
  ])
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`
  expect((await run('keys', 'list', '--user', 'text@example.org')).out).toMatch(
    new RegExp(
      `^KEY ID        NAME     SCOPES       CREATED               LAST USED  EXPIRES  REVOKED\n` +
        `${keyId}  a phone  ingest,read  ${time}  -          -        -\n$`,
    ),
  )
  expect((await run('users', 'list')).out).toMatch(
    new RegExp(`^ID {36}EMAIL {13}TIMEZONE  CREATED\n${id}  text@example.org  UTC       ${time}\n$`),
  )
})

test('what cannot be done exits with 1 and one line that says what to do', async () => {
  await run('users', 'create', '--email', 'taken@example.org')
  expect(await run('users', 'create', '--email', 'taken@example.org')).toEqual({
    exitCode: 1,
    out: '',
    err: 'email: another user has it\n',
  })
  expect(await runFailing('keys', 'create', '--user', 'nobody@example.org', '--name', 'x')).toEqual({
    exitCode: 1,
    failure: { code: 'not_found', detail: 'There is no such user; see: health-export users list' },
  })
  expect(await runFailing('keys', 'revoke', 'AAAAAAAAAAAA')).toMatchObject({
    exitCode: 1,
    failure: { code: 'not_found' },
  })
  expect(await runFailing('keys', 'rotate', 'AAAAAAAAAAAA')).toMatchObject({
    exitCode: 1,
    failure: { code: 'not_found' },
  })
  expect(await runFailing('users', 'delete', '--email', 'nobody@example.org', '--yes')).toMatchObject({
    exitCode: 1,
    failure: { code: 'not_found' },
  })
})

test.each([
  [['unknown'], "unknown command 'unknown'"],
  [['users'], 'Name a command'],
  [['users', 'paint'], "unknown command 'paint'"],
  [['users', 'list', '--colour'], "unknown option '--colour'"],
  [['users', 'list', 'extra'], 'too many arguments'],
  [['users', 'create'], "required option '--email <email>' not specified"],
  [['users', 'create', '--email'], "option '--email <email>' argument missing"],
  [['users', 'create', '--email', 'nonsense'], 'email: must look like'],
  [['users', 'create', '--email', 'a@b', '--timezone', 'Mars'], 'timezone: must be an IANA name'],
  [['users', 'delete', '--email', 'taken@example.org'], 'confirm with --yes'],
  [['keys', 'rotate'], "missing required argument 'key-id'"],
  [['keys', 'rotate', 'AAAAAAAAAAAA', '--grace', 'soon'], 'It must be a whole number of seconds'],
  [['keys', 'rotate', 'AAAAAAAAAAAA', '--grace', '999999999'], 'grace_seconds: must be'],
  [['keys', 'create', '--user', 'a@b', '--name', 'x', '--scopes', 'read,root'], 'Known are ingest, read'],
  [['keys', 'create', '--user', 'a@b', '--name', 'x', '--expires-at', 'tomorrow'], 'It must be a time'],
  [
    ['keys', 'create', '--user', 'a@b', '--name', 'x', '--expires-at', '2030-02-30T00:00:00Z'],
    'It must be a time',
  ],
  [
    ['keys', 'create', '--user', 'a@b', '--name', 'x', '--expires-at', '2030-01-01T00:00:00'],
    'It must be a time',
  ],
])('%j is called in a wrong way: exit 2 and one line, or one object', async (args, detail) => {
  const text = await run(...args)
  expect(text).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(/^[^\n]+\n$/) })
  expect(text.err).toContain(detail)
  const { exitCode, failure } = await runFailing(...args)
  expect({ exitCode, failure }).toEqual({
    exitCode: 2,
    failure: { code: expect.stringMatching(/^(bad_usage|invalid_request)$/), detail: text.err.trimEnd() },
  })
})

test('help is no failure and touches no database', async () => {
  for (const args of [['--help'], ['users', '--help'], ['keys', 'create', '--help']]) {
    const { exitCode, out, err } = await runOn('postgres://127.0.0.1:1/none', args)
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(out).toContain('--json')
  }
})

test('migrate status lists what is pending, migrate up applies it once, and status then lists it as applied', async () => {
  const { url } = await emptyDatabase()
  const pending = await runOn(url, ['migrate', 'status', '--json'])
  const { migrations } = JSON.parse(pending.out)
  expect(migrations.length).toBeGreaterThan(0)
  expect(migrations[1]).toEqual({ version: 2, name: 'users-and-keys', status: 'pending', applied_at: null })
  const applied = JSON.parse((await runOn(url, ['migrate', 'up', '--json'])).out).applied
  expect(applied).toHaveLength(migrations.length)
  expect(applied[1]).toEqual({
    version: 2,
    name: 'users-and-keys',
    status: 'applied',
    applied_at: expect.any(String),
  })
  expect((await runOn(url, ['migrate', 'up'])).out).toBe('Nothing to do: every migration is applied.\n')
  const after = JSON.parse((await runOn(url, ['migrate', 'status', '--json'])).out).migrations
  expect(after.map((migration: { status: string }) => migration.status)).toEqual(
    migrations.map(() => 'applied'),
  )
})

test('a command on a new database migrates it first, and refuses one that another release left behind', async () => {
  const { url, pool } = await emptyDatabase()
  expect(await runOn(url, ['users', 'create', '--email', 'first@example.org'])).toMatchObject({
    exitCode: 0,
    err: '',
  })
  await pool.query(
    'delete from schema_migrations where version = (select max(version) from schema_migrations)',
  )
  const refused = await runOn(url, ['users', 'list', '--json'])
  expect({ ...refused, err: JSON.parse(refused.err) }).toEqual({
    exitCode: 1,
    out: '',
    err: {
      code: 'migrations_pending',
      detail: expect.stringMatching(
        /^The database lacks 1 of \d+ migrations; run: health-export migrate up$/,
      ),
    },
  })
})

test('partitions creates what is missing ahead and lists all', async () => {
  const { url } = await emptyDatabase()
  const first = JSON.parse((await runOn(url, ['partitions', '--json'])).out)
  expect(first.created).toBe(first.partitions.length)
  expect(first.partitions[0]).toEqual({
    table: expect.any(String),
    partition: expect.stringMatching(/_y\d{4}m\d\d$/),
    from: expect.stringMatching(/-01T00:00:00\.000Z$/),
    to: expect.stringMatching(/-01T00:00:00\.000Z$/),
    estimated_rows: null,
    bytes: expect.any(Number),
  })
  const second = await runOn(url, ['partitions'])
  expect(second.out).toContain('\n\n0 created now.\n')
  expect(second.out).toContain(`\n${first.partitions[0].partition} `)
})

test('replay reads all bodies, those of a user, or one again, and names the unreadable', async () => {
  const { pool, url } = await testDatabase()
  const [ada, ben] = [await Ingesting.open(pool), await Ingesting.open(pool)]
  const bodyAt = (minute: number) => ({
    data: { metrics: [{ type: 'HeartRate', recorded_at: `2025-01-15T10:0${minute}:00Z`, avg_bpm: 60 }] },
  })
  const first = await ada.store(bodyAt(1))
  await ada.process(first, bodyAt(1))
  const broken = await ada.store('{"data": {"met')
  await ben.ingest(bodyAt(2))
  await pool.query('delete from heart_rate_metrics')

  const replayJson = async (...args: string[]) =>
    JSON.parse((await runOn(url, ['replay', ...args, '--json'])).out)
  const counts = (inserted: number, duplicate: number) => ({
    received: inserted + duplicate,
    inserted,
    updated: 0,
    duplicate,
    rejected: 0,
  })
  const unreadable = [
    { ingestion_id: broken.id, code: 'body_not_json', detail: expect.stringContaining('send it again') },
  ]
  expect(await replayJson('--user', ada.userId, '--ingestion', first.id)).toEqual({
    ingestions: 1,
    ...counts(1, 0),
    unreadable: [],
  })
  expect(await replayJson('--user', ada.userId)).toEqual({ ingestions: 2, ...counts(0, 1), unreadable })
  expect(await replayJson()).toEqual({ ingestions: 3, ...counts(1, 1), unreadable })
  expect(await ada.count('heart_rate_metrics')).toBe(1)
  expect(await ben.count('heart_rate_metrics')).toBe(1)

  await replayJson('--user', ada.userId, '--ingestion', broken.id)
  expect(await auditOf({ pool }, ada.userId)).toEqual([
    ['ingestion.replay', first.id, 'ok'],
    ['ingestion.replay', null, 'ok'],
    ['ingestion.replay', null, 'ok'],
    ['ingestion.replay', broken.id, 'body_not_json'],
  ])
  expect(await auditOf({ pool }, ben.userId)).toEqual([['ingestion.replay', null, 'ok']])

  const told = await runOn(url, ['replay', '--user', ada.userId])
  expect(told.out.split('\n')).toEqual([
    '2 ingestions read again. Records: 1 received, 0 inserted, 0 updated, 1 duplicate, 0 rejected.',
    '1 cannot be read and stay as they were:',
    expect.stringMatching(`^${broken.id}  body_not_json: `),
    '',
  ])
  for (const id of [first.id, 'none']) {
    const missing = await runOn(url, ['replay', '--user', ben.userId, '--ingestion', id, '--json'])
    expect([missing.exitCode, JSON.parse(missing.err).code]).toEqual([1, 'not_found'])
  }
})

test('a database that does not answer, or refuses the login, is named without its password', async () => {
  const away = await runOn('postgres://someone:hunter22@127.0.0.1:1/none', ['users', 'list'])
  expect(away).toEqual({
    exitCode: 1,
    out: '',
    err: expect.stringMatching(/^The database cannot take it .*\n$/),
  })
  const missing = new URL(database.url)
  missing.pathname = '/there_is_no_such_database'
  const refused = await runOn(missing.href, ['users', 'list', '--json'])
  expect(JSON.parse(refused.err)).toEqual({
    code: 'database_unavailable',
    detail: 'PostgreSQL refuses DATABASE_URL (3D000); check its user, password and database',
  })
  expect(away.err).not.toContain('hunter22')
})

test('sign-in prints a link that signs its user in, with the key that may do most', async () => {
  const { id } = await runJson('users', 'create', '--email', 'browser@example.org')
  await runJson('keys', 'create', '--user', id, '--name', 'phone', '--scopes', 'ingest')
  const made = await runJson('sign-in', '--user', 'browser@example.org')
  expect(made).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/#\/sign-in\?link=hel_[\w-]{86}$/),
    key_id: expect.stringMatching(/^\w{12}$/),
    expires_in_s: 3600,
  })
  const { keys } = await runJson('keys', 'list', '--user', id)
  expect(keys).toMatchObject([
    { name: 'phone' },
    { name: 'dashboard', key_id: made.key_id, scopes: ['ingest', 'read', 'manage'] },
  ])
  const link = new URL(made.url).hash.split('link=')[1]!
  const token = await openSessionByLink(database.pool, { link, userAgent: undefined })
  expect(await findSession(database.pool, token!)).toMatchObject({
    caller: { userId: id, keyId: made.key_id },
  })

  // No further key where there is one that works and is not rotated, and the one that may do most.
  expect(await runJson('sign-in', '--user', id)).toMatchObject({ key_id: made.key_id })
  const options = ['--user', id, '--name', 'web', '--scopes']
  const strong = await runJson('keys', 'create', ...options, 'read,manage,admin,ingest')
  await runJson('keys', 'create', ...options, 'read,manage')
  expect(await runJson('sign-in', '--user', id)).toMatchObject({ key_id: strong.key_id })
  const successor = await runJson('keys', 'rotate', strong.key_id, '--grace', '60')
  expect(await runJson('sign-in', '--user', id)).toMatchObject({ key_id: successor.key_id })
  await runJson('keys', 'revoke', successor.key_id)
  const text = await run('sign-in', '--user', id)
  expect(text).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^http:\S+\n$/), err: '' })
  const lines = (await auditOf(database, id)).filter(([action]) => action === 'sign_in_link.create')
  const targets = [made.key_id, made.key_id, strong.key_id, successor.key_id, made.key_id]
  expect(lines).toEqual(targets.map(keyId => ['sign_in_link.create', keyId, 'ok']))
  expect(await runFailing('sign-in', '--user', 'nobody@example.org')).toMatchObject({
    exitCode: 1,
    failure: { code: 'not_found' },
  })
})

test('a wrong setting is named', async () => {
  const refused = await runOn('mysql://127.0.0.1/x', ['users', 'list', '--json'])
  expect(refused).toMatchObject({ exitCode: 1, out: '' })
  expect(JSON.parse(refused.err)).toMatchObject({
    code: 'bad_setting',
    detail: expect.stringMatching(/^DATABASE_URL: /),
  })
})

/** What the host did to an account, in order. */
async function auditOf({ pool }: Pick<TestDatabase, 'pool'>, userId: string) {
  const { rows } = await pool.query(
    'select key_id, action, target, outcome from audit_log where user_id = $1 order by id',
    [userId],
  )
  expect(rows.filter(({ key_id }) => key_id !== null)).toEqual([])
  return rows.map(({ action, target, outcome }) => [action, target, outcome])
}

const run = (...args: string[]) => runOn(database.url, args)

async function runJson(...args: string[]) {
  const { exitCode, out, err } = await run(...args, '--json')
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return JSON.parse(out)
}

async function runFailing(...args: string[]) {
  const { exitCode, out, err } = await run(...args, '--json')
  expect(out).toBe('')
  return { exitCode, failure: JSON.parse(err) }
}

async function runOn(databaseUrl: string, args: string[]) {
  let [out, err] = ['', '']
  const exitCode = await runCommandLine({
    args,
    commands: context =>
      [
        usersCommand,
        keysCommand,
        migrateCommand,
        partitionsCommand,
        (each: CommandContext) => replayCommand(each, readDisabledTypes),
        (each: CommandContext) => signInCommand(each, originOf),
      ].map(command => command(context)),
    readConfig: () => readConfig({ DATABASE_URL: databaseUrl }),
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
  })
  return { exitCode, out, err }
}
