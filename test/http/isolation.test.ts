import { expect, test } from 'vitest'
import type { Scope } from '../../src/keys/scope.ts'
import { type Call, testServer } from '../support/server.ts'
import { rowsOfUser } from '../support/tables.ts'

const door = await testServer()

/** All that can name something of a user: what the other one has, or, in the same shape, what nobody has. */
interface Names {
  email: string
  userId: string
  keyId: string
  ingestionId: string
  metric: string
  source: string
  eventType: string
  activity: string
  /** The next_cursor of a list that its owner asked for, by the list's path. */
  cursorOf(list: string): string
}

interface Ask extends Pick<Call, 'body' | 'headers'> {
  path: string
}

const heartRate = '/v1/metrics/heart_rate'

/**
 * What the user A asks of every operation of the document with the names of somebody else. A new route is a row here;
 * with no names in its path or query it is asked all the same, and must not answer with anything of B.
 */
const asks: Record<string, (names: Names) => (string | Ask)[]> = {
  'GET /health': () => ['/health'],
  'GET /ready': () => ['/ready'],
  'GET /metrics': () => ['/metrics'],
  'GET /v1/catalogue': () => ['/v1/catalogue'],
  'POST /v1/ingest': ({ source }) => [
    { path: '/v1/ingest', body: { data: { metrics: [bpm(10, source), bpm(10, 'Hand')] } } },
  ],
  'GET /v1/ingestions': ({ cursorOf }) => [
    `/v1/ingestions?cursor=${cursorOf('/v1/ingestions')}`,
    '/v1/ingestions',
  ],
  'GET /v1/ingestions/{id}': ({ ingestionId }) => [
    `/v1/ingestions/${ingestionId}`,
    `/v1/ingestions/${ingestionId}?cursor=1`,
  ],
  'GET /v1/ingestions/{id}/payload': ({ ingestionId }) => [`/v1/ingestions/${ingestionId}/payload`],
  'POST /v1/ingestions/{id}/replay': ({ ingestionId }) => [`/v1/ingestions/${ingestionId}/replay`],
  'GET /v1/metrics/{metric}/samples': ({ metric, source, cursorOf }) => [
    `/v1/metrics/${metric}/samples`,
    `${heartRate}/samples?source=${source}`,
    `${heartRate}/samples?cursor=${cursorOf(`${heartRate}/samples`)}`,
    `${heartRate}/samples?order=desc&cursor=${cursorOf(`${heartRate}/samples`)}`,
  ],
  'GET /v1/metrics/{metric}/statistics': ({ metric, source, cursorOf }) => [
    `/v1/metrics/${metric}/statistics`,
    `${heartRate}/statistics`,
    `${heartRate}/statistics?sources=all`,
    `${heartRate}/statistics?source=${source}`,
    `${heartRate}/statistics?cursor=${cursorOf(`${heartRate}/statistics`)}`,
  ],
  'GET /v1/me': () => ['/v1/me'],
  'PATCH /v1/me': ({ userId }) => [{ path: '/v1/me', body: { id: userId, timezone: 'Asia/Tokyo' } }],
  'DELETE /v1/me': ({ email }) => [{ path: '/v1/me', body: { confirm: email } }],
  'GET /v1/me/audit': ({ cursorOf }) => [`/v1/me/audit?cursor=${cursorOf('/v1/me/audit')}`, '/v1/me/audit'],
  'POST /v1/keys': ({ userId }) => [{ path: '/v1/keys', body: { name: 'k', user_id: userId } }],
  'GET /v1/keys': ({ cursorOf }) => [`/v1/keys?cursor=${cursorOf('/v1/keys')}`],
  'POST /v1/keys/{key_id}/rotate': ({ keyId }) => [`/v1/keys/${keyId}/rotate`],
  'DELETE /v1/keys/{key_id}': ({ keyId }) => [`/v1/keys/${keyId}`],
  'POST /v1/users': ({ email }) => [{ path: '/v1/users', body: { email } }],
  'GET /v1/users': ({ userId }) => [`/v1/users?cursor=${userId}`],
  'DELETE /v1/users/{id}': ({ userId }) => [`/v1/users/${userId}`],
}

/** Never the same twice, whoever asks. */
const changing = new Set(['request_id', 'ingestion_id', 'processing_ms', 'last_used_at'])
/** Its counters go up with every request. */
const changingTexts = new Set(['/metrics'])

/** Who administers accounts may reach everybody's: that is no question of isolation. */
const scopes: Scope[] = ['ingest', 'read', 'manage']

const other = await createAccount('bertha', 'OnlyBertha')
const cursors: Record<string, string> = {}
// The keys last: that question writes down when the key was used, which would otherwise happen at any time.
const lists = [
  '/v1/ingestions',
  '/v1/me/audit',
  `${heartRate}/samples`,
  `${heartRate}/statistics`,
  '/v1/keys',
]
for (const list of lists) {
  const page = (await door.call('GET', `${list}?limit=1`, { key: other.key })).json()
  cursors[list] = page.next_cursor ?? expect.fail(`${list} has but one page, and so no cursor to steal`)
}
const theirs: Names = { ...other, cursorOf: list => cursors[list] ?? expect.fail(`No cursor of ${list}`) }
const nobodys: Names = {
  email: 'nobody@example.org',
  userId: unlike(theirs.userId),
  keyId: 'zzzzzzzzzzzz',
  ingestionId: unlike(theirs.ingestionId),
  metric: 'only_nobody_metric',
  source: 'OnlyNobody',
  eventType: 'OnlyNobodyEvent',
  activity: 'only_nobody_sport',
  cursorOf: list => unlike(theirs.cursorOf(list)),
}
const secrets = [theirs.email, theirs.userId, theirs.keyId, theirs.ingestionId, 'OnlyBertha', 'only_bertha']
const before = await rowsOfUser(door.pool, theirs.userId)

test('the table above has every operation of the document', () => {
  const { paths } = door.server.swagger() as { paths: Record<string, object> }
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(method => `${method.toUpperCase()} ${path}`),
  )
  const missing = documented.filter(operation => !asks[operation])
  const gone = Object.keys(asks).filter(operation => !documented.includes(operation))
  expect({ missing, gone }, 'give each missing operation a row in `asks`').toEqual({ missing: [], gone: [] })
})

test('the other user has rows in the tables, or there would be nothing to find', () => {
  const counts = Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows.length]))
  expect(counts).toMatchObject({ users: 1, api_keys: 2, raw_ingestions: 2, heart_rate_metrics: 4 })
  expect(counts).toMatchObject({ quantity_metrics: 2, health_events: 1, workouts: 1, sleep_stages: 1 })
})

test.each(Object.keys(asks))(
  '%s answers to the names of another user as to names that nobody has',
  async operation => {
    const [method, template] = operation.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string]
    const account = await createAccount('anna', 'Own')
    const answersTo = async (names: Names) => {
      const answers = []
      for (const ask of asks[operation]!(names)) {
        const { path, ...rest } = typeof ask === 'string' ? { path: ask } : ask
        const { statusCode, headers, body } = await door.call(method, path, { key: account.key, ...rest })
        for (const secret of secrets) expect(body, `${method} ${path}`).not.toContain(secret)
        const isJson = String(headers['content-type']).includes('json')
        const text = changingTexts.has(template) ? '' : body
        answers.push({ statusCode, body: isJson ? JSON.parse(body, withoutChanging) : text })
      }
      return answers
    }
    const toTheirs = await answersTo(theirs)
    // What was sent under a source of one's own is there afterwards, so that it is sent by somebody new.
    if (method === 'POST' && template === '/v1/ingest')
      Object.assign(account, await createAccount('anna', 'Own'))
    expect(toTheirs).toEqual(await answersTo(nobodys))
    expect(await rowsOfUser(door.pool, theirs.userId)).toEqual(before)
  },
)

function bpm(hour: number, source: string) {
  return { type: 'HeartRate', recorded_at: `2025-01-${hour + 5}T${hour}:00:00Z`, bpm: 60 + hour, source }
}

/** Somebody with a record of every kind, in two ingestions, whose own names all begin alike. */
async function createAccount(name: string, own: string) {
  const userId = await door.createUser()
  const email = `${name}-${userId}@example.org`
  await door.pool.query('update users set email = $2 where id = $1', [userId, email])
  const [key] = [await door.createKey(userId, scopes), await door.createKey(userId, scopes)]
  const send = async (data: object) =>
    (await door.call('POST', '/v1/ingest', { key, body: { data } })).json() as Record<string, unknown>
  const names = {
    metric: `only_${name}_metric`,
    source: own,
    eventType: `${own}Event`,
    activity: `only_${name}_sport`,
  }
  const at = '2025-01-15T10:00:00Z'
  const first = await send({ metrics: [10, 11].map(hour => bpm(hour, own)) })
  const second = await send({
    metrics: [
      ...[12, 13].map(hour => bpm(hour, own)),
      { type: 'Quantity', metric: names.metric, recorded_at: at, value: 1, unit: 'u', source: own },
      { type: 'Quantity', metric: 'step_count', recorded_at: at, value: 9, unit: 'count', source: own },
      { type: 'BloodPressure', recorded_at: at, systolic: 120, diastolic: 80, source: own },
      { type: 'Sleep', started_at: at, ended_at: '2025-01-15T11:00:00Z', stage: 'deep', source: own },
      { type: names.eventType, recorded_at: at, words: own, source: own },
    ],
    workouts: [
      { workout_type: names.activity, start_time: at, end_time: '2025-01-15T10:30:00Z', source: own },
    ],
  })
  // Two lines of the audit.
  for (const timezone of ['Europe/Berlin', 'UTC']) {
    await door.call('PATCH', '/v1/me', { key, body: { timezone } })
  }
  expect([first, second]).toMatchObject([{ rejected: 0 }, { rejected: 0 }])
  return {
    ...names,
    userId,
    email,
    key,
    keyId: key.split('_')[1]!,
    ingestionId: first.ingestion_id as string,
  }
}

/** An id or a cursor of the same time and shape, of something that nobody has. */
function unlike(name: string): string {
  if (/^[0-9a-f]{8}-/.test(name)) return name.replace(/.{12}$/, '0123456789ab')
  const position = Buffer.from(name, 'base64url').toString()
  const others = position.replaceAll('OnlyBertha', 'OnlyNobody').replace(/.{12}(?="$)/, '0123456789ab')
  return Buffer.from(others).toString('base64url')
}

function withoutChanging(key: string, value: unknown): unknown {
  return changing.has(key) ? undefined : value
}
