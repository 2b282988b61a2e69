import { expect, test } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { rotateKey } from '../../src/keys/rotate-key.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const partitions = new Partitions(door.pool)
const HOUR = 3_600_000
const now = Date.now()

async function openAccount() {
  const userId = await door.createUser()
  const issue = (name: string) => createKey(door.pool, { userId, name, scopes: ['ingest', 'read'] })
  return { userId, reader: await issue('reader'), phone: await issue('phone'), issue }
}

/** What a client sent so many hours ago. */
async function sendAgo(hoursAgo: readonly number[], key: string, headers: Record<string, string> = {}) {
  for (const hours of hoursAgo) {
    const body = { data: { metrics: [] } }
    const { ingestion_id: id } = (await door.call('POST', '/v1/ingest', { key, headers, body })).json()
    const receivedAt = new Date(now - hours * HOUR)
    await partitions.ensure('raw_ingestions', [receivedAt.getTime()])
    await door.pool.query('update raw_ingestions set received_at = $2 where id = $1', [id, receivedAt])
  }
}

async function clientsOf(key: string, query = '') {
  const response = await door.call('GET', `/v1/clients${query}`, { key })
  expect(response.statusCode).toBe(200)
  return response.json() as { clients: Record<string, unknown>[]; next_cursor: string | null }
}

const at = (hoursAgo: number) => new Date(now - hoursAgo * HOUR).toISOString()
/** Of what was sent a while before the test asks. */
const seconds = (hours: number) => expect.closeTo(hours * 3_600 + 30, -2)

test('who sends is told by key, program and automation, with how often and since when not', async () => {
  const { phone, reader, issue } = await openAccount()
  const tablet = await issue('tablet')
  const app = { 'user-agent': 'HealthAutoExport/8.2', 'automation-id': 'A-1', 'automation-name': 'Metrics' }
  await sendAgo([5, 4, 2, 1], phone.key, app)
  // A newer version, and another name of the same automation.
  await sendAgo([0.5], phone.key, {
    ...app,
    'user-agent': 'HealthAutoExport/9.0',
    'automation-name': 'Körper',
  })
  await sendAgo([30, 20], phone.key, { 'user-agent': 'HealthAutoExport/9.0', 'automation-name': 'Workouts' })
  await sendAgo([1], tablet.key, { 'user-agent': 'Health%20Bridge/1 CFNetwork/1410 Darwin/22' })
  await sendAgo([3], tablet.key, { 'user-agent': '' })
  const answer = await clientsOf(reader.key)
  const expected = [
    {
      client: 'HealthAutoExport',
      automation: 'Körper',
      key_id: phone.keyId,
      key_name: 'phone',
      first_received_at: at(5),
      last_received_at: at(0.5),
      usual_interval_s: 3600,
      silent_for_s: seconds(0.5),
      silent: false,
    },
    {
      client: 'HealthAutoExport',
      automation: 'Workouts',
      key_id: phone.keyId,
      key_name: 'phone',
      first_received_at: at(30),
      last_received_at: at(20),
      usual_interval_s: 36_000,
      silent_for_s: seconds(20),
      silent: false,
    },
    {
      client: null,
      automation: null,
      key_id: tablet.keyId,
      key_name: 'tablet',
      first_received_at: at(3),
      last_received_at: at(3),
      usual_interval_s: null,
      silent_for_s: seconds(3),
      silent: false,
    },
    {
      client: 'Health Bridge',
      automation: null,
      key_id: tablet.keyId,
      key_name: 'tablet',
      first_received_at: at(1),
      last_received_at: at(1),
      usual_interval_s: null,
      silent_for_s: seconds(1),
      silent: false,
    },
  ]
  expect(answer.next_cursor).toBeNull()
  expect(answer.clients).toHaveLength(4)
  expect(answer.clients).toEqual(expect.arrayContaining(expected))
  // Page by page each of them once, in the same order.
  const paged = []
  let cursor = ''
  do {
    const page = await clientsOf(reader.key, `?limit=1${cursor}`)
    paged.push(...page.clients)
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor)
  const names = (clients: Record<string, unknown>[]) =>
    clients.map(({ client, automation, usual_interval_s }) => [client, automation, usual_interval_s])
  expect(names(paged)).toEqual(names(answer.clients))
})

test.each([
  ['every hour', [40, 39, 38, 37, 12.1], 3600, true],
  ['every hour, and the night is not over', [40, 39, 38, 37, 11.9], 3600, false],
  ['every day', [190, 166, 142, 118, 97], 86_400, true],
  ['every day, and four days are not over', [190, 166, 142, 118, 95], 86_400, false],
  ['once, yesterday', [24.1], null, true],
  ['once, today', [23.9], null, false],
  ['in parts, which are one sending', [60.02, 60.01, 60, 36.01, 36, 12.01], 86_364, false],
])('who sends %s is silent as it should be', async (_how, hoursAgo, usual, silent) => {
  const { phone, reader } = await openAccount()
  await sendAgo(hoursAgo, phone.key)
  expect((await clientsOf(reader.key)).clients).toMatchObject([{ usual_interval_s: usual, silent }])
})

test('a rotated key and its successors are one client, under the name of the last', async () => {
  const { phone, reader } = await openAccount()
  await sendAgo([50, 40], phone.key)
  const second = await rotateKey(door.pool, { keyId: phone.keyId, graceSeconds: 0 })
  const third = await rotateKey(door.pool, { keyId: second.keyId, graceSeconds: 0 })
  await sendAgo([1], third.key)
  expect((await clientsOf(reader.key)).clients).toMatchObject([
    { key_id: third.keyId, first_received_at: at(50), last_received_at: at(1), silent: false },
  ])
})

test('who cannot send any more, what is older than 90 days and imports are left out', async () => {
  const { userId, phone, reader, issue } = await openAccount()
  await sendAgo([1], phone.key)
  const lost = await issue('lost')
  await sendAgo([1], lost.key)
  await revokeKey(door.pool, { keyId: lost.keyId })
  const old = await issue('old')
  await sendAgo([91 * 24], old.key)
  await door.pool.query(
    `insert into raw_ingestions (user_id, received_at, id, key_id, status, payload, stored_as, sent_bytes, sha256)
     values ($1, now() - interval '1 hour', gen_random_uuid(), $2, 'processed', '', 'not_kept', 0, sha256('')),
       ($1, now() - interval '1 hour', gen_random_uuid(), null, 'processed', '', 'gzip', 0, sha256(''))`,
    [userId, old.keyId],
  )
  expect((await clientsOf(reader.key)).clients).toMatchObject([{ key_name: 'phone' }])
})

test.each(['cursor=nonsense', 'cursor=', 'limit=0', `cursor=${encode('a\u0000')}`, `cursor=${encode(7)}`])(
  'GET /v1/clients answers 400 to %s',
  async query => {
    const { reader } = await openAccount()
    const response = await door.call('GET', `/v1/clients?${query}`, { key: reader.key })
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  },
)

function encode(client: unknown): string {
  return Buffer.from(JSON.stringify({ keyId: 'aaaaaaaaaaaa', client, automationId: '' })).toString(
    'base64url',
  )
}
