import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()
const userId = await door.createUser()
const key = await door.createKey(userId)
const stranger = await door.createKey(await door.createUser())

const bodyOf = (minute: number) =>
  JSON.stringify({
    data: {
      metrics: [
        {
          type: 'HeartRate',
          recorded_at: `2025-01-15T10:${String(minute).padStart(2, '0')}:00Z`,
          avg_bpm: 60,
        },
      ],
    },
  })
const ingest = async (body: string | Buffer, headers: Record<string, string> = {}) =>
  (await door.call('POST', '/v1/ingest', { key, headers, body })).json().ingestion_id as string

test('the ledger knows everything about a body but the body', async () => {
  const body = bodyOf(1)
  const id = await ingest(body, {
    'user-agent': 'Phone/1.0',
    'automation-name': 'Every hour',
    'session-id': 'abc',
    cookie: 'secret=1',
  })
  const response = await door.call('GET', `/v1/ingestions/${id}`, { key })
  expect(response.statusCode).toBe(200)
  const counts = { received: 1, inserted: 1, updated: 0, duplicate: 0, rejected: 0 }
  expect(response.json()).toEqual({
    ingestion_id: id,
    received_at: expect.stringMatching(/Z$/),
    processed_at: expect.stringMatching(/Z$/),
    replayed_at: null,
    status: 'processed',
    format: 'typed',
    key_id: key.slice(4, 16),
    client: { 'user-agent': 'Phone/1.0', 'automation-name': 'Every hour', 'session-id': 'abc' },
    content_type: 'application/json',
    content_encoding: null,
    sent_bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    redacted_types: null,
    file_name: null,
    progress: null,
    ...counts,
    by_type: { heart_rate: counts },
    uncatalogued: [],
    first_counts: null,
    errors: [],
    next_cursor: null,
  })
})

test('GET /v1/ingestions pages through the caller’s own bodies, the newest first', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const sent: string[] = []
  for (let minute = 0; minute < 5; minute++) {
    const answer = await door.call('POST', '/v1/ingest', { key: ownKey, body: bodyOf(minute) })
    sent.push(answer.json().ingestion_id)
  }
  const listed: { ingestion_id: string }[] = []
  let cursor = ''
  do {
    const page = (await door.call('GET', `/v1/ingestions?limit=2${cursor}`, { key: ownKey })).json()
    listed.push(...page.ingestions)
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor)
  expect(listed.map(({ ingestion_id }) => ingestion_id)).toEqual(sent.reverse())
})

test('GET /v1/ingestions?status= shows those of these statuses only, page by page', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const send = async (body: string) =>
    (await door.call('POST', '/v1/ingest', { key: ownKey, body })).json().ingestion_id as string
  const broken = '{"data": {"metrics": [{"type": "HeartRate", "recorded_at": "yesterday", "avg_bpm": 60}'
  const partly = `${broken}, {"type": "HeartRate", "recorded_at": "2025-01-15T10:00:00Z", "avg_bpm": 60}]}}`
  const sent: Record<string, string[]> = { processed: [], partial: [], rejected: [], failed: [] }
  for (let round = 0; round < 2; round++) {
    sent.processed!.push(await send(bodyOf(round)))
    sent.partial!.push(await send(partly))
    sent.rejected!.push(await send(`${broken}]}}`))
    sent.failed!.push(await send(broken))
  }
  const list = async (status: string) => {
    const listed: string[] = []
    let cursor = ''
    do {
      const url = `/v1/ingestions?limit=1&status=${status}${cursor}`
      const page = (await door.call('GET', url, { key: ownKey })).json()
      listed.push(...page.ingestions.map(({ ingestion_id }: { ingestion_id: string }) => ingestion_id))
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor)
    return listed
  }
  for (const [status, ids] of Object.entries(sent))
    expect(await list(status), status).toEqual(ids.toReversed())
  const troubled = [...sent.partial!, ...sent.rejected!, ...sent.failed!].sort().reverse()
  expect(await list('partial,rejected,failed')).toEqual(troubled)
  expect(await list('queued')).toEqual([])
})

test.each([
  '?status=',
  '?status=lost',
  '?status=partial,lost',
  '?status=partial,',
  '?cursor=nonsense',
  '?cursor=',
  '?limit=0',
  '?limit=1001',
  '?limit=ten',
  '/0197e7a0-0000-7000-8000-000000000000?cursor=-1',
  '/0197e7a0-0000-7000-8000-000000000000?cursor=x',
  '/0197e7a0-0000-7000-8000-000000000000?limit=0',
])('GET /v1/ingestions%s answers 400', async query => {
  const response = await door.call('GET', `/v1/ingestions${query}`, { key })
  expect({ status: response.statusCode, code: response.json().code }).toEqual({
    status: 400,
    code: 'invalid_request',
  })
})

test.each([
  ['plain', Buffer.from(`  ${bodyOf(2)}\r\n`), {}],
  ['in gzip', gzipSync(bodyOf(3)), { 'content-encoding': 'gzip' }],
  ['with a charset', Buffer.from(bodyOf(4)), { 'content-type': 'application/json; charset=UTF-8' }],
] as [string, Buffer, Record<string, string>][])(
  'a body that was sent %s comes back byte for byte, as what it was sent',
  async (_what, sent, headers) => {
    const id = await ingest(sent, headers)
    const payload = await door.call('GET', `/v1/ingestions/${id}/payload`, { key })
    expect(payload.statusCode).toBe(200)
    expect(payload.rawPayload.equals(sent)).toBe(true)
    expect(payload.headers['content-encoding']).toBe(headers['content-encoding'])
    expect(payload.headers['content-type']).toBe(headers['content-type'] ?? 'application/json')
  },
)

test('another user’s ingestion answers exactly as one that does not exist', async () => {
  const id = await ingest(bodyOf(5))
  const ids = [
    id,
    '0197e7a0-0000-7000-8000-000000000000',
    '00000000-0000-0000-0000-000000000000',
    '8f14e45f-ceea-467f-a8f0-3f2f7f3b1c2d',
    'ffffffff-ffff-7fff-bfff-ffffffffffff',
    'not-a-uuid',
    '%00',
    'constructor',
  ]
  for (const tail of ['', '/payload']) {
    const answers = []
    for (const other of ids) {
      const response = await door.call('GET', `/v1/ingestions/${other}${tail}`, { key: stranger })
      const { request_id: _, ...body } = response.json()
      answers.push(body)
    }
    expect(answers[0]).toMatchObject({ status: 404, code: 'not_found' })
    for (const answer of answers) expect(answer).toEqual(answers[0])
  }
  expect((await door.call('GET', '/v1/ingestions', { key: stranger })).json()).toEqual({
    ingestions: [],
    next_cursor: null,
  })
})

test('a page can begin after an id that nobody has', async () => {
  for (const cursor of ['0197e7a0-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff']) {
    const response = await door.call('GET', `/v1/ingestions?cursor=${cursor}`, { key: stranger })
    expect(response.json()).toEqual({ ingestions: [], next_cursor: null })
  }
})

test('POST /v1/ingestions/{id}/replay reads the bytes again; the ledger shows both readings', async () => {
  const owner = await door.createUser()
  const [ownKey, readOnly] = [await door.createKey(owner), await door.createKey(owner, ['read'])]
  const { ingestion_id: id, ...first } = (
    await door.call('POST', '/v1/ingest', { key: ownKey, body: bodyOf(1) })
  ).json()
  const response = await door.call('POST', `/v1/ingestions/${id}/replay`, { key: ownKey })
  const counts = { received: 1, inserted: 0, updated: 0, duplicate: 1, rejected: 0 }
  expect(response.json()).toEqual({
    ...first,
    ...counts,
    ingestion_id: id,
    by_type: { heart_rate: counts },
    processing_ms: expect.any(Number),
  })
  const entry = (await door.call('GET', `/v1/ingestions/${id}`, { key: ownKey })).json()
  expect(entry).toMatchObject({
    status: 'processed',
    replayed_at: expect.stringMatching(/Z$/),
    ...counts,
    first_counts: { received: 1, inserted: 1, updated: 0, duplicate: 0, rejected: 0 },
  })
  const refused = await door.call('POST', `/v1/ingestions/${id}/replay`, { key: readOnly })
  expect(refused.statusCode).toBe(403)
})

test('a replay of what is not one’s own answers as one of what does not exist', async () => {
  const id = await ingest(bodyOf(1))
  const answers = [
    await door.call('POST', `/v1/ingestions/${id}/replay`, { key: stranger }),
    await door.call('POST', '/v1/ingestions/01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42/replay', { key: stranger }),
    await door.call('POST', '/v1/ingestions/none/replay', { key: stranger }),
  ]
  const told = answers.map(answer => ({ ...answer.json(), request_id: undefined }))
  expect(told.map(({ status, code }) => [status, code])).toEqual(Array(3).fill([404, 'not_found']))
  expect(new Set(told.map(problem => JSON.stringify(problem))).size).toBe(1)
})

test('a replay of a body that still cannot be read says why, and leaves the ledger as it was', async () => {
  const sent = await door.call('POST', '/v1/ingest', { key, body: '{"data": {"metrics": [' })
  const { ingestion_id: id, detail } = sent.json()
  const before = (await door.call('GET', `/v1/ingestions/${id}`, { key })).json()
  const again = await door.call('POST', `/v1/ingestions/${id}/replay`, { key })
  expect(again.json()).toMatchObject({ status: 400, code: 'body_not_json', detail, ingestion_id: id })
  expect((await door.call('GET', `/v1/ingestions/${id}`, { key })).json()).toEqual(before)
})
