import { Readable } from 'node:stream'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const MAX_BODY_BYTES = 100_000

const door = await testServer()
const small = await testServer({ config: { maxBodyBytes: MAX_BODY_BYTES, asyncAboveBytes: 50_000 } })

const heartRate = (minute: number, avg_bpm: unknown = 60) => ({
  type: 'HeartRate',
  recorded_at: new Date(Date.UTC(2025, 0, 15, 10, minute)).toISOString(),
  avg_bpm,
})
const bodyOf = (...metrics: unknown[]) => ({ data: { metrics } })
const newKey = async () => door.createKey(await door.createUser())
const problemOf = (response: { statusCode: number; json(): { code: string } }) => ({
  status: response.statusCode,
  code: response.json().code,
})

/** A report without what differs from run to run. */
async function ingest(key: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await door.call('POST', '/v1/ingest', { key, headers, body })
  expect(response.statusCode).toBe(200)
  const { ingestion_id, processing_ms, count: _count, ...report } = response.json()
  return report
}

const nothing = { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }

describe('200', () => {
  test('says what became of every item: new, the same again, corrected, broken', async () => {
    const key = await newKey()
    expect(await ingest(key, bodyOf(heartRate(1), heartRate(2)))).toEqual({
      status: 'processed',
      format: 'typed',
      ...nothing,
      received: 2,
      inserted: 2,
      by_type: { heart_rate: { ...nothing, received: 2, inserted: 2 } },
      uncatalogued: [],
      errors: [],
      errors_truncated: false,
    })
    const counts = { received: 4, inserted: 1, updated: 1, duplicate: 1, rejected: 1 }
    expect(
      await ingest(key, bodyOf(heartRate(1), heartRate(2, 61), heartRate(3), heartRate(4, 900))),
    ).toEqual({
      status: 'partial',
      format: 'typed',
      ...counts,
      by_type: { heart_rate: counts },
      uncatalogued: [],
      errors: [{ path: '/data/metrics/3', code: 'out_of_range', detail: expect.stringContaining('900') }],
      errors_truncated: false,
    })
  })

  test('CSV that comes again after its owner has moved is read in the new time zone', async () => {
    const key = await door.createKey(await door.createUser(), ['ingest', 'read', 'manage'])
    const csv = 'Date/Time,Step Count (count)\n2025-01-15 10:00:00,7\n'
    const counts = async (timezone: string) => {
      expect((await door.call('PATCH', '/v1/me', { key, body: { timezone } })).statusCode).toBe(200)
      const { inserted, duplicate } = await ingest(key, csv, { 'content-type': 'text/csv' })
      return { inserted, duplicate }
    }
    expect(await counts('Europe/Berlin')).toEqual({ inserted: 1, duplicate: 0 })
    expect(await counts('Asia/Tokyo')).toEqual({ inserted: 1, duplicate: 0 })
    expect(await counts('Europe/Berlin')).toEqual({ inserted: 0, duplicate: 1 })
  })

  test('is also the answer to an empty body, to nothing but duplicates and to nothing but rejections', async () => {
    const key = await newKey()
    const account = async (body: unknown) => {
      const { status, received, inserted, updated, duplicate, rejected } = await ingest(key, body)
      return { status, received, inserted, updated, duplicate, rejected }
    }
    expect(await account({ data: {} })).toEqual({ status: 'processed', ...nothing })
    expect(await account(bodyOf())).toEqual({ status: 'processed', ...nothing })
    await ingest(key, bodyOf(heartRate(1)))
    expect(await account(bodyOf(heartRate(1), heartRate(1)))).toEqual({
      status: 'processed',
      ...nothing,
      received: 2,
      duplicate: 2,
    })
    expect(await account(bodyOf(heartRate(1, 'fast'), 7))).toEqual({
      status: 'rejected',
      ...nothing,
      received: 2,
      rejected: 2,
    })
  })

  test('lists the first 100 errors, and the ledger pages through all of them', async () => {
    const key = await newKey()
    const broken = Array.from({ length: 250 }, (_, minute) => heartRate(minute, 1_000 + minute))
    const response = await door.call('POST', '/v1/ingest', { key, body: bodyOf(heartRate(999), ...broken) })
    const answer = response.json()
    expect({ ...answer, errors: answer.errors.length }).toMatchObject({
      status: 'partial',
      received: 251,
      inserted: 1,
      rejected: 250,
      errors: 100,
      errors_truncated: true,
    })
    const listed: { path: string; detail: string }[] = []
    let next: string | null = '0'
    while (next !== null) {
      const url: string = `/v1/ingestions/${answer.ingestion_id}?limit=70&cursor=${next}`
      const page: { errors: typeof listed; next_cursor: string | null } = (
        await door.call('GET', url, { key })
      ).json()
      expect(page.errors.length).toBeLessThanOrEqual(70)
      listed.push(...page.errors)
      next = page.next_cursor
    }
    expect(listed.map(({ path }) => path)).toEqual(broken.map((_, index) => `/data/metrics/${index + 1}`))
    expect(listed.slice(0, 100)).toEqual(answer.errors)
  })

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('a body with content-encoding %s is read', async (encoding, encode) => {
    const body = encode(JSON.stringify(bodyOf(heartRate(1))))
    const report = await ingest(await newKey(), body, { 'content-encoding': encoding })
    expect(report).toMatchObject({ status: 'processed', inserted: 1 })
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/x.y+json',
  ])('content-type %s is JSON', async contentType => {
    const report = await ingest(await newKey(), bodyOf(heartRate(1)), { 'content-type': contentType })
    expect(report).toMatchObject({ inserted: 1 })
  })

  test('a body without a content-type is taken for JSON', async () => {
    const key = await newKey()
    const response = await door.server.inject({
      method: 'POST',
      url: '/v1/ingest',
      headers: { authorization: `Bearer ${key}` },
      payload: Buffer.from(JSON.stringify(bodyOf(heartRate(1)))),
    })
    door.contract.check({ method: 'POST', url: '/v1/ingest', response })
    expect(response.json()).toMatchObject({ inserted: 1 })
  })

  test('X-Export-Format forces a format', async () => {
    const key = await newKey()
    const forced = { 'x-export-format': 'health-auto-export' }
    expect(await ingest(key, bodyOf(heartRate(1)), forced)).toMatchObject({ format: 'health-auto-export' })
    expect(await ingest(key, bodyOf(heartRate(2)))).toMatchObject({ format: 'typed' })
  })

  test('an unknown metric is kept under its own name and named', async () => {
    const key = await newKey()
    const metric = {
      name: 'moon_phase',
      units: 'lune',
      data: [{ date: '2025-01-15 10:00:00 +0000', qty: 0.5 }],
    }
    expect(await ingest(key, bodyOf(metric))).toMatchObject({ inserted: 1, uncatalogued: ['moon_phase'] })
  })
})

describe('202', () => {
  async function finished(id: string, key: string) {
    let entry: Record<string, unknown> = {}
    await expect
      .poll(
        async () => {
          entry = (await door.call('GET', `/v1/ingestions/${id}`, { key })).json()
          return entry.status
        },
        { timeout: 15_000, interval: 20 },
      )
      .not.toMatch(/^(received|queued|processing)$/)
    return entry
  }

  test('Prefer: respond-async answers as soon as the bytes are safe, and the ledger tells the rest', async () => {
    const key = await newKey()
    for (const [prefer, minute] of [
      ['respond-async', 1],
      ['wait=10, Respond-Async; foo', 2],
    ] as const) {
      const response = await door.call('POST', '/v1/ingest', {
        key,
        headers: { prefer },
        body: bodyOf(heartRate(minute), heartRate(minute, 900)),
      })
      expect(response.statusCode).toBe(202)
      const { ingestion_id } = response.json()
      expect(response.json()).toEqual({ ingestion_id, status: 'queued' })
      expect(response.headers.location).toBe(`/v1/ingestions/${ingestion_id}`)
      expect(response.headers['preference-applied']).toBe('respond-async')
      expect(await finished(ingestion_id, key)).toMatchObject({
        status: 'partial',
        received: 2,
        inserted: 1,
        rejected: 1,
        errors: [{ path: '/data/metrics/1', code: 'out_of_range' }],
      })
    }
  })

  test('a body that turns out to be unreadable ends as failed, with the reason', async () => {
    const key = await newKey()
    const response = await door.call('POST', '/v1/ingest', {
      key,
      headers: { prefer: 'respond-async' },
      body: '{"data": ',
    })
    expect(response.statusCode).toBe(202)
    expect(await finished(response.json().ingestion_id, key)).toMatchObject({
      status: 'failed',
      errors: [{ path: '', code: 'body_not_json' }],
    })
  })

  test('a body above ASYNC_ABOVE_BYTES, decoded, is queued unasked', async () => {
    const key = await small.createKey(await small.createUser())
    const large = gzipSync(JSON.stringify({ data: { metrics: [] }, filler: ' '.repeat(60_000) }))
    const response = await small.call('POST', '/v1/ingest', {
      key,
      headers: { 'content-encoding': 'gzip' },
      body: large,
    })
    expect(response.statusCode).toBe(202)
    expect(response.headers['preference-applied']).toBeUndefined()
    const plain = await small.call('POST', '/v1/ingest', { key, body: bodyOf(heartRate(1)) })
    expect(plain.statusCode).toBe(200)
  })
})

describe('400 keeps the bytes', () => {
  test.each([
    ['body_not_json', '{"data": {"metrics": [', {}],
    ['body_not_utf8', Buffer.from('{"data":{"metrics":[{"name":"\xff"}]}}', 'latin1'), {}],
    ['body_too_deep', '['.repeat(65) + ']'.repeat(65), {}],
    ['envelope_unknown', '{"steps": 5}', {}],
    ['format_unknown', JSON.stringify(bodyOf(heartRate(1))), { 'x-export-format': 'fit' }],
    ['body_undecodable', 'not gzip', { 'content-encoding': 'gzip' }],
    [
      'body_undecodable',
      gzipSync(JSON.stringify(bodyOf(heartRate(1)))).subarray(0, 40),
      { 'content-encoding': 'gzip' },
    ],
    ['body_undecodable', Buffer.from('not brotli'), { 'content-encoding': 'br' }],
  ] as [string, string | Buffer, Record<string, string>][])('%s', async (code, body, headers) => {
    const key = await newKey()
    const response = await door.call('POST', '/v1/ingest', { key, headers, body })
    expect(problemOf(response)).toEqual({ status: 400, code })
    const { ingestion_id, detail } = response.json()
    const entry = (await door.call('GET', `/v1/ingestions/${ingestion_id}`, { key })).json()
    expect(entry).toMatchObject({ status: 'failed', errors: [{ path: '', code, detail }] })
    const payload = await door.call('GET', `/v1/ingestions/${ingestion_id}/payload`, { key })
    expect(payload.rawPayload).toEqual(Buffer.from(body))
  })

  test('an empty body is no JSON', async () => {
    const response = await door.call('POST', '/v1/ingest', { key: await newKey() })
    expect(problemOf(response)).toEqual({ status: 400, code: 'body_not_json' })
    expect(response.json()).toMatchObject({ ingestion_id: expect.any(String), detail: 'The body is empty' })
  })
})

describe('413 keeps nothing', () => {
  test.each([
    ['a content-length above the limit', Buffer.alloc(MAX_BODY_BYTES + 1, ' '), {}],
    ['more chunks than the limit', Readable.from(Array(11).fill(Buffer.alloc(10_000, ' '))), {}],
    [
      'a small body that decodes to a large one',
      gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)),
      { 'content-encoding': 'gzip' },
    ],
    [
      'the same in brotli',
      brotliCompressSync(Buffer.alloc(MAX_BODY_BYTES + 1)),
      { 'content-encoding': 'br' },
    ],
  ] as [string, Buffer | Readable, Record<string, string>][])('%s', async (_what, body, headers) => {
    const key = await small.createKey(await small.createUser())
    const response = await small.call('POST', '/v1/ingest', { key, headers, body })
    expect(problemOf(response)).toEqual({ status: 413, code: 'body_too_large' })
    expect((await small.call('GET', '/v1/ingestions', { key })).json().ingestions).toEqual([])
  })

  test('a body of exactly the limit is taken', async () => {
    const key = await small.createKey(await small.createUser())
    const body = JSON.stringify(bodyOf(heartRate(1))).padEnd(MAX_BODY_BYTES, ' ')
    const response = await small.call('POST', '/v1/ingest', { key, body })
    expect(response.statusCode).toBe(202)
  })
})

describe('415 keeps nothing', () => {
  test.each([
    ['media_type_unsupported', { 'content-type': 'text/plain' }],
    ['media_type_unsupported', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['media_type_unsupported', { 'content-type': 'text/csvx' }],
    ['media_type_unsupported', { 'content-type': 'application/jsonp' }],
    ['media_type_unsupported', { 'content-type': 'multipart/mixed; boundary=x' }],
    ['encoding_unsupported', { 'content-encoding': 'compress' }],
    ['encoding_unsupported', { 'content-encoding': 'gzip, gzip' }],
    ['encoding_unsupported', { 'content-encoding': 'constructor' }],
  ] as [string, Record<string, string>][])('%s: %j', async (code, headers) => {
    const key = await newKey()
    const response = await door.call('POST', '/v1/ingest', { key, headers, body: bodyOf(heartRate(1)) })
    expect(problemOf(response)).toEqual({ status: 415, code })
    expect((await door.call('GET', '/v1/ingestions', { key })).json().ingestions).toEqual([])
  })
})
