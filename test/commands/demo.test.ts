import { expect, test } from 'vitest'
import type { CommandContext } from '../../src/commands/command-context.ts'
import { demoCommand } from '../../src/commands/demo.ts'
import { originOf } from '../../src/open-app.ts'
import { readDisabledTypes } from '../../src/read-disabled-types.ts'
import { runCommand } from '../support/command-line.ts'
import { countRowsOf } from '../support/rows-of-user.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const evening = new Date('2026-11-26T18:40:00Z')
const linkPattern = /^http:\/\/127\.0\.0\.1:8080\/#\/sign-in\?link=(hel_\S+)$/m
const nothing = { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }

test('a new account is filled, and filled again it stays as it is', async () => {
  const first = await runJson(['--email', 'Noa@Example.org', '--days', '3'])
  expect(first).toEqual({
    event: 'report',
    user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    email: 'noa@example.org',
    days: 3,
    seed: 1,
    bodies: expect.any(Number),
    known: 0,
    unreadable: 0,
    received: expect.any(Number),
    inserted: expect.any(Number),
    updated: 0,
    duplicate: 0,
    rejected: 0,
    sign_in_url: expect.stringMatching(linkPattern),
  })
  expect(first.inserted).toBeGreaterThan(1_000)
  expect(first.inserted).toBe(first.received)
  const rows = await countRowsOf(door.pool, first.user_id)

  const again = await runJson(['--email', 'noa@example.org', '--days', '3'])
  const sign_in_url = expect.stringMatching(linkPattern)
  expect(again).toEqual({ ...first, known: first.bodies, ...nothing, sign_in_url })
  const told = { audit_log: rows.audit_log! + 2, sign_in_links: rows.sign_in_links! + 1 }
  expect(await countRowsOf(door.pool, first.user_id)).toEqual({ ...rows, ...told })
})

test('a day later it adds that day', async () => {
  const options = ['--email', 'later@example.org', '--days', '2']
  const { user_id: userId, inserted } = await runJson(options)
  const later = await runJson(options, new Date('2026-11-27T18:40:00Z'))
  expect(later).toMatchObject({ user_id: userId, updated: 0, rejected: 0 })
  expect(later.duplicate).toBeGreaterThan(inserted * 0.9)
  expect(later.inserted).toBeGreaterThan(300)
})

test('in words it says what is there, and how to be rid of it', async () => {
  const { exitCode, out, err } = await run(['--email', 'words@example.org', '--days', '1', '--seed', '7'])
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  expect(out.split('\n')).toEqual([
    'words@example.org has 1 days of a person who does not exist (seed 7).',
    expect.stringMatching(/^Bodies: \d+, of which 0 were there before and 0 cannot be read\.$/),
    expect.stringMatching(
      /^Records: [\d,]+ received, [\d,]+ inserted, 0 updated, 0 duplicate, 0 rejected\. /,
    ),
    expect.stringMatching(/^Run again it adds nothing that is there: /),
    'To remove it: health-export users delete --email words@example.org --yes',
    '',
    'Sign in, once and within 1 hour, while the service runs:',
    expect.stringMatching(linkPattern),
    '',
  ])
  const link = out.match(linkPattern)![1]
  const opened = await door.call('POST', '/v1/session', { body: { link } })
  expect(opened.json().user.email).toBe('words@example.org')
})

test('an account that is anybody else’s is left alone', async () => {
  const userId = await door.createUser()
  const { rows } = await door.pool.query('select email from users where id = $1', [userId])
  expect(await runFailing(['--email', rows[0].email])).toEqual(notDemo(rows[0].email, 1))

  // One of its own, to which something real was sent.
  const own = await runJson(['--email', 'mixed@example.org', '--days', '1'])
  expect(await runFailing(['--email', 'mixed@example.org', '--seed', '2'])).toEqual(
    notDemo('mixed@example.org', 2),
  )
  const key = await door.createKey(own.user_id)
  await door.call('POST', '/v1/ingest', { key, body: { data: { metrics: [] } } })
  const before = await countRowsOf(door.pool, own.user_id)
  expect(await runFailing(['--email', 'mixed@example.org'])).toEqual(notDemo('mixed@example.org', 1))
  expect(await countRowsOf(door.pool, own.user_id)).toEqual(before)
})

test('what cannot be meant is told before anything is made', async () => {
  for (const args of [
    ['--days', '0'],
    ['--days', '1e3'],
    ['--seed', 'x'],
    ['--email', 'nobody'],
  ]) {
    const { exitCode, out, err } = await run([...args, '--json'])
    expect([args, exitCode, out]).toEqual([args, 2, ''])
    expect(JSON.parse(err).code).toMatch(/^bad_usage|invalid_request$/)
  }
})

const notDemo = (email: string, seed: number) => ({
  code: 'account_not_demo',
  detail:
    `The account ${email} was not made by this command with the seed ${seed}, or holds other data too: ` +
    'name another with --email',
})

const run = (args: readonly string[], now = evening) =>
  runCommand(
    { DATABASE_URL: door.url },
    (context: CommandContext) => [demoCommand(context, { readDisabledTypes, originOf, now: () => now })],
    ['demo', ...args],
  )

async function runJson(args: readonly string[], now = evening) {
  const { exitCode, out, err } = await run([...args, '--json'], now)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return JSON.parse(out.trim().split('\n').at(-1)!)
}

async function runFailing(args: readonly string[]) {
  const { exitCode, out, err } = await run([...args, '--json'])
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
  return JSON.parse(err)
}
