import { expect, test } from 'vitest'
import type { Scope } from '../../src/keys/scope.ts'
import { createSignInLink } from '../../src/keys/sign-in-link.ts'
import { parseToken } from '../../src/keys/token-text.ts'
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
  workoutId: string
  sessionId: string
  /** A link that was made up: of the right user and id, with another secret. */
  link: string
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
  'GET /v1/clients': ({ cursorOf }) => [`/v1/clients?cursor=${cursorOf('/v1/clients')}`, '/v1/clients'],
  'GET /v1/metrics/{metric}/samples': ({ metric, source, cursorOf }) => [
    `/v1/metrics/${metric}/samples`,
    `${heartRate}/samples?source=${source}`,
    { path: `${heartRate}/samples`, headers: { accept: 'text/csv' } },
    { path: `/v1/metrics/${metric}/samples`, headers: { accept: 'application/x-ndjson' } },
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
  'GET /v1/metrics': ({ cursorOf }) => [
    `/v1/metrics?cursor=${cursorOf('/v1/metrics')}`,
    '/v1/metrics?gaps=day',
  ],
  'GET /v1/latest': ({ cursorOf }) => [`/v1/latest?cursor=${cursorOf('/v1/latest')}`, '/v1/latest'],
  'GET /v1/sleep': ({ source, cursorOf }) => [
    `/v1/sleep?source=${source}`,
    `/v1/sleep?cursor=${cursorOf('/v1/sleep')}`,
    '/v1/sleep?sources=all',
    '/v1/sleep?segments=none',
  ],
  'GET /v1/workouts': ({ activity, cursorOf }) => [
    `/v1/workouts?activity=${activity}`,
    `/v1/workouts?cursor=${cursorOf('/v1/workouts')}`,
  ],
  'GET /v1/activities': () => ['/v1/activities'],
  'GET /v1/workouts/{id}': ({ workoutId }) => [`/v1/workouts/${workoutId}`],
  'GET /v1/workouts/{id}/route': ({ workoutId }) => [
    `/v1/workouts/${workoutId}/route`,
    { path: `/v1/workouts/${workoutId}/route`, headers: { accept: 'application/gpx+xml' } },
  ],
  'GET /v1/workouts/{id}/series': ({ workoutId }) => [
    `/v1/workouts/${workoutId}/series`,
    `/v1/workouts/${workoutId}/series?name=heart_rate`,
  ],
  'GET /v1/events': ({ eventType, source, cursorOf }) => [
    `/v1/events?type=${eventType}`,
    `/v1/events?source=${source}`,
    `/v1/events?cursor=${cursorOf('/v1/events')}`,
  ],
  'GET /v1/events/types': ({ cursorOf }) => [
    `/v1/events/types?cursor=${cursorOf('/v1/events/types')}`,
    '/v1/events/types',
  ],
  'GET /v1/me/export': () => ['/v1/me/export'],
  'GET /v1/me': () => ['/v1/me'],
  'PATCH /v1/me': ({ userId }) => [{ path: '/v1/me', body: { id: userId, timezone: 'Asia/Tokyo' } }],
  'DELETE /v1/me': ({ email }) => [{ path: '/v1/me', body: { confirm: email } }],
  'GET /v1/me/audit': ({ cursorOf }) => [`/v1/me/audit?cursor=${cursorOf('/v1/me/audit')}`, '/v1/me/audit'],
  'POST /v1/keys': ({ userId }) => [{ path: '/v1/keys', body: { name: 'k', user_id: userId } }],
  'GET /v1/keys': ({ cursorOf }) => [`/v1/keys?cursor=${cursorOf('/v1/keys')}`],
  'POST /v1/keys/{key_id}/rotate': ({ keyId }) => [`/v1/keys/${keyId}/rotate`],
  'DELETE /v1/keys/{key_id}': ({ keyId }) => [`/v1/keys/${keyId}`],
  'POST /v1/session': ({ link }) => [{ path: '/v1/session', body: { link } }],
  'GET /v1/session': () => ['/v1/session'],
  'DELETE /v1/session': () => ['/v1/session'],
  'GET /v1/sessions': ({ cursorOf }) => [`/v1/sessions?cursor=${cursorOf('/v1/sessions')}`, '/v1/sessions'],
  'DELETE /v1/sessions/{session_id}': ({ sessionId }) => [`/v1/sessions/${sessionId}`],
  'POST /v1/users': ({ email }) => [{ path: '/v1/users', body: { email } }],
  'GET /v1/users': ({ userId }) => [`/v1/users?cursor=${userId}`],
  'DELETE /v1/users/{id}': ({ userId }) => [`/v1/users/${userId}`],
}

/** Never the same twice, whoever asks. */
const changing = new Set(['request_id', 'ingestion_id', 'processing_ms', 'last_used_at', 'silent_for_s'])

/** Who administers accounts may reach everybody's: that is no question of isolation. */
const scopes: Scope[] = ['ingest', 'read', 'manage']

const other = await createAccount('bertha', 'OnlyBertha')
const cursors: Record<string, string> = {}
// The keys last: that question writes down when the key was used, which would otherwise happen at any time.
const lists = [
  '/v1/ingestions',
  '/v1/me/audit',
  '/v1/metrics',
  '/v1/latest',
  '/v1/sleep',
  '/v1/workouts',
  '/v1/events',
  '/v1/events/types',
  `${heartRate}/samples`,
  `${heartRate}/statistics`,
  '/v1/sessions',
  '/v1/clients',
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
  workoutId: unlike(theirs.workoutId),
  sessionId: unlike(theirs.sessionId),
  link: forgedLink(unlike(theirs.userId), unlike(theirs.sessionId)),
  cursorOf: list => unlike(theirs.cursorOf(list)),
}
const secrets = [
  theirs.email,
  theirs.userId,
  theirs.keyId,
  theirs.ingestionId,
  theirs.sessionId,
  'OnlyBertha',
  'only_bertha',
]
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
  expect(counts).toMatchObject({ sessions: 2, sign_in_links: 1 })
  expect(counts).toMatchObject({ users: 1, api_keys: 2, raw_ingestions: 2, heart_rate_metrics: 4 })
  expect(counts).toMatchObject({ quantity_metrics: 2, health_events: 3, workouts: 2, sleep_stages: 2 })
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
        answers.push({ statusCode, body: isJson ? JSON.parse(body, withoutChanging) : body })
      }
      return answers
    }
    const toTheirs = await answersTo(theirs)
    // What was sent under a source of one's own is there afterwards, so that it is sent by somebody new.
    if (method === 'POST' && template === '/v1/ingest')
      Object.assign(account, await createAccount('anna', 'Own'))
    // Where nothing can be named, there is nothing to compare.
    if (asks[operation]!.length > 0) expect(toTheirs).toEqual(await answersTo(nobodys))
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
  // Two clients, because each body names another automation.
  let bodies = 0
  const send = async (data: object) => {
    const headers = { 'automation-name': `${own} ${++bodies}` }
    return (await door.call('POST', '/v1/ingest', { key, headers, body: { data } })).json() as Record<
      string,
      unknown
    >
  }
  const names = {
    metric: `only_${name}_metric`,
    source: own,
    eventType: `${own}Event`,
    activity: `only_${name}_sport`,
  }
  const [at, later] = ['2025-01-15T10:00:00Z', '2025-01-16T10:00:00Z'] as const
  const first = await send({ metrics: [10, 11].map(hour => bpm(hour, own)) })
  const second = await send({
    metrics: [
      ...[12, 13].map(hour => bpm(hour, own)),
      { type: 'Quantity', metric: names.metric, recorded_at: at, value: 1, unit: 'u', source: own },
      { type: 'Quantity', metric: 'step_count', recorded_at: at, value: 9, unit: 'count', source: own },
      { type: 'BloodPressure', recorded_at: at, systolic: 120, diastolic: 80, source: own },
      ...[15, 16].map(day => ({
        type: 'Sleep',
        started_at: `2025-01-${day}T02:00:00Z`,
        ended_at: `2025-01-${day}T03:00:00Z`,
        stage: 'deep',
        source: own,
      })),
      ...[at, later].map(recorded_at => ({
        type: names.eventType,
        recorded_at,
        words: own,
        source: own,
      })),
      { type: `${own}OtherEvent`, recorded_at: at, words: own, source: own },
    ],
    workouts: [at, later].map(start => ({
      workout_type: names.activity,
      start_time: start,
      end_time: start.replace('10:00', '10:30'),
      source: own,
    })),
  })
  const { workouts } = (await door.call('GET', '/v1/workouts', { key })).json()
  // Two lines of the audit.
  for (const timezone of ['Europe/Berlin', 'UTC']) {
    await door.call('PATCH', '/v1/me', { key, body: { timezone } })
  }
  const sessionIds = []
  for (const _ of [1, 2]) {
    sessionIds.push((await door.call('POST', '/v1/session', { body: { key } })).json().session_id)
  }
  const keyId = key.split('_')[1]!
  const link = await createSignInLink(door.pool, { userId, keyId })
  expect([first, second]).toMatchObject([{ rejected: 0 }, { rejected: 0 }])
  return {
    ...names,
    userId,
    email,
    key,
    keyId,
    sessionId: sessionIds[0] as string,
    link: forgedLink(userId, parseToken('hel', link)!.id),
    ingestionId: first.ingestion_id as string,
    workoutId: workouts[0].id as string,
  }
}

/** A link as it would be if its secret were known. */
function forgedLink(...uuids: string[]): string {
  const named = Buffer.from(uuids.join('').replaceAll('-', ''), 'hex')
  return `hel_${Buffer.concat([named, Buffer.alloc(32)]).toString('base64url')}`
}

/** An id or a cursor of the same time and shape, of something that nobody has. */
function unlike(name: string): string {
  if (/^[0-9a-f]{8}-/.test(name)) return name.replace(/.{12}$/, '0123456789ab')
  const position = Buffer.from(name, 'base64url').toString()
  const others = position
    .replaceAll('OnlyBertha', 'OnlyNobody')
    .replaceAll('only_bertha', 'only_nobody')
    .replace(/(?<=-)[0-9a-f]{12}(?="$)/, '0123456789ab')
  return Buffer.from(others).toString('base64url')
}

function withoutChanging(key: string, value: unknown): unknown {
  return changing.has(key) ? undefined : value
}
