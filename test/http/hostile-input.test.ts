import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { expectAccounted } from '../support/accounting.ts'
import { fetchChecked, readChecked } from '../support/fetch-checked.ts'
import { testServer } from '../support/server.ts'

const MIB = 1_048_576

const door = await testServer()
const userId = await door.createUser()
const key = await door.createKey(userId)
const origin = await door.listen()
const small = await testServer({ config: { maxBodyBytes: 64 * MIB } })
const smallKey = await small.createKey(await small.createUser())
const smallOrigin = await small.listen()

const ingest = (body: string | Buffer) => door.call('POST', '/v1/ingest', { key, body })

afterEach(async () => {
  // Nothing that a body holds may reach the prototype that all objects share.
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  const { rows } = await door.pool.query(
    `select count(*)::int from raw_ingestions where status in ('received', 'queued', 'processing')`,
  )
  expect(rows).toEqual([{ count: 0 }])
})

/** An item in the typed format with this JSON, which need not be what JSON.stringify writes, in one of its fields. */
const heartRateWith = (fields: string) =>
  `{"data":{"metrics":[{"type":"HeartRate","recorded_at":"2025-01-15T10:00:00Z",${fields}}]}}`

describe('what is no body of ours is refused, and its bytes are kept', () => {
  test.each([
    ['an empty body', '', 'body_not_json'],
    ['blanks', ' \r\n\t', 'body_not_json'],
    ['a truncated body', heartRateWith('"avg_bpm":60').slice(0, -5), 'body_not_json'],
    ['two bodies', '{"data":{}}{"data":{}}', 'body_not_json'],
    ['single quotes', `{'data':{}}`, 'body_not_json'],
    ['a comment', '{"data":{}} // done', 'body_not_json'],
    ['a trailing comma', '{"data":{"metrics":[],}}', 'body_not_json'],
    ['NaN', heartRateWith('"avg_bpm":NaN'), 'body_not_json'],
    ['Infinity', heartRateWith('"avg_bpm":-Infinity'), 'body_not_json'],
    ['a raw control character in a string', heartRateWith('"source":"\u0000"'), 'body_not_json'],
    ['HTML', '<html><body>login</body></html>', 'body_not_json'],
    ['XML', '<?xml version="1.0"?><HealthData/>', 'body_not_json'],
    ['a byte order mark', '\ufeff{"data":{}}', 'body_not_json'],
    ['UTF-16', Buffer.from('{"data":{}}', 'utf16le'), 'body_not_json'],
    ['Latin-1', Buffer.from(heartRateWith('"source":"Gerät"'), 'latin1'), 'body_not_utf8'],
    ['an overlong sequence', Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'body_not_utf8'],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'body_not_utf8'],
    ['half a character', Buffer.from([0x22, 0xe2, 0x82]), 'body_not_utf8'],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), 'body_too_deep'],
    [
      '100,000 levels in an item',
      heartRateWith(`"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
      'body_too_deep',
    ],
    ['levels that never end', '[{"a":'.repeat(1_000_000), 'body_too_deep'],
    ['null', 'null', 'envelope_unknown'],
    ['true', 'true', 'envelope_unknown'],
    ['a number', '1e400', 'envelope_unknown'],
    ['a string', '"data"', 'envelope_unknown'],
    ['an empty list', '[]', 'envelope_unknown'],
    ['an empty object', '{}', 'envelope_unknown'],
    ['another API’s body', '{"event":"push","commits":3}', 'envelope_unknown'],
    ['data that is null beside something', '{"data":null,"event":"push"}', 'envelope_unknown'],
    ['data that is a text', '{"data":"{\\"metrics\\":[]}"}', 'envelope_unknown'],
    ['data that is a list', '{"data":[1,2]}', 'envelope_unknown'],
    ['metrics that are an object', '{"data":{"metrics":{"a":1}}}', 'envelope_unknown'],
    ['metrics that are a number', '{"data":{"metrics":5}}', 'envelope_unknown'],
    ['an envelope under __proto__', '{"__proto__":{"data":{"metrics":[]}}}', 'envelope_unknown'],
    ['1 million keys', `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`)}}`, 'envelope_unknown'],
  ])('%s', async (_what, body, code) => {
    const response = await ingest(body)
    expect({ status: response.statusCode, code: response.json().code }).toEqual({ status: 400, code })
    const payload = await door.call('GET', `/v1/ingestions/${response.json().ingestion_id}/payload`, { key })
    expect(payload.rawPayload.equals(Buffer.from(body))).toBe(true)
  })
})

describe('what is no record is rejected alone', () => {
  const good =
    '{"type":"Quantity","metric":"step_count","recorded_at":"2025-01-15T10:00:00Z","value":1,"unit":"count"}'

  test.each([
    ['1e400', '"avg_bpm":1e400', 'not_a_number'],
    ['a number of 200,000 digits', `"avg_bpm":${'9'.repeat(200_000)}`, 'not_a_number'],
    ['the text 1e400', '"avg_bpm":"1e400"', 'not_a_number'],
    ['the text NaN', '"avg_bpm":"NaN"', 'not_a_number'],
    ['a list for a number', '"avg_bpm":[60]', 'not_a_number'],
    ['an object for a number', '"avg_bpm":{"valueOf":60}', 'not_a_number'],
    ['true for a number', '"avg_bpm":true', 'not_a_number'],
    ['null for a number', '"avg_bpm":null', 'missing_field'],
    ['-1', '"avg_bpm":-1', 'out_of_range'],
    ['U+0000', '"avg_bpm":60,"source":"a\\u0000b"', 'invalid_text'],
    ['half a surrogate pair', '"avg_bpm":60,"source":"\\ud83d"', 'invalid_text'],
    ['a string of 50 MB', `"avg_bpm":60,"source":"${'x'.repeat(50 * MIB)}"`, 'invalid_text'],
    ['2024-02-30', '"avg_bpm":60,"recorded_at":"2024-02-30T10:00:00Z"', 'invalid_date'],
    ['now', '"avg_bpm":60,"recorded_at":"now"', 'invalid_date'],
    ['infinity', '"avg_bpm":60,"recorded_at":"infinity"', 'invalid_date'],
    ['-infinity', '"avg_bpm":60,"recorded_at":"-infinity"', 'invalid_date'],
    ['the year 10000', '"avg_bpm":60,"recorded_at":"10000-01-01T00:00:00Z"', 'invalid_date'],
    ['the year 9999', '"avg_bpm":60,"recorded_at":"9999-01-01T00:00:00Z"', 'time_out_of_range'],
    ['the year 0', '"avg_bpm":60,"recorded_at":"0000-01-01T00:00:00Z"', 'invalid_date'],
    ['the year 1899', '"avg_bpm":60,"recorded_at":"1899-12-31T00:00:00Z"', 'time_out_of_range'],
    ['the 25th hour', '"avg_bpm":60,"recorded_at":"2025-01-15T25:00:00Z"', 'invalid_date'],
    ['a date in words', '"avg_bpm":60,"recorded_at":"yesterday"', 'invalid_date'],
    ['an empty date', '"avg_bpm":60,"recorded_at":""', 'missing_field'],
    ['a list for a date', '"avg_bpm":60,"recorded_at":["2025-01-15T10:00:00Z"]', 'invalid_date'],
  ])('%s', async (_what, fields, code) => {
    const user = await door.createUser()
    const body = heartRateWith(fields).replace(/\}\]\}\}$/, `},${good}]}}`)
    const response = await door.call('POST', '/v1/ingest', { key: await door.createKey(user), body })
    expect(response.statusCode).toBe(200)
    const report = response.json()
    expectAccounted(report)
    expect(report).toMatchObject({ status: 'partial', received: 2, inserted: 1, rejected: 1 })
    expect(report.errors).toEqual([{ path: '/data/metrics/0', code, detail: expect.any(String) }])
    expect(report.errors[0].detail.length).toBeLessThan(300)
    const { rows } = await door.pool.query(
      'select count(*)::int from heart_rate_metrics where user_id = $1',
      [user],
    )
    expect(rows).toEqual([{ count: 0 }])
  })

  test('an item of 100,000 keys is accounted for', async () => {
    const keys = Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join()
    const response = await ingest(heartRateWith(`"avg_bpm":60,${keys}`))
    expect(response.statusCode).toBe(200)
    expectAccounted(response.json())
    expect(response.json().received).toBe(1)
  })

  test('keys that name a prototype are keys like any other', async () => {
    for (const hostile of [
      '"__proto__":{"polluted":true}',
      '"constructor":{"prototype":{"polluted":true}}',
      '"\\u005f_proto__":{"polluted":true}',
      '"__proto__":null,"toString":1,"hasOwnProperty":2',
    ]) {
      for (const body of [
        heartRateWith(`"avg_bpm":60,${hostile}`),
        `{"data":{"metrics":[{"name":"__proto__","units":"count","data":[{"date":"2025-01-15 10:00:00 +0000","qty":1,${hostile}}]}],${hostile}}}`,
        `{${hostile},"data":{"metrics":[{"type":"constructor",${hostile}}],"workouts":[{${hostile}}]}}`,
      ]) {
        const response = await ingest(body)
        expect(response.statusCode).toBe(200)
        expectAccounted(response.json())
        const ledger = await door.call('GET', `/v1/ingestions/${response.json().ingestion_id}`, { key })
        expectAccounted(ledger.json())
      }
    }
  })

  const naughty = [
    "'; drop table users; --",
    '{{7*7}}<%= 7*7 %>#{7*7}',
    '<script>alert(1)</script>',
    '../../../etc/passwd',
    '%s%n%x\\',
    '\u202eright to left\u202c',
    'Z\u0351\u036ba\u0363\u0342lgo'.repeat(20),
    '\ufeff\u200b\u2060',
    '👩‍👩‍👧‍👦🏳️‍🌈',
    'ﷺ'.repeat(200),
    '\u0001\u001b[31m\u007f\u0085',
    'nil',
    'null',
    'undefined',
    'true',
    'NaN',
    '-0',
    '0x10',
    '1_000',
    '١٢٣',
    '{"a":1}',
    '{1,2,"NULL"}',
    '\\N',
    '\t',
    ' ',
    '',
  ]

  test('naughty strings are kept as they are or rejected, wherever they stand', async () => {
    const at = '2025-01-15 10:00:00 +0000'
    const metrics = naughty.flatMap(text => [
      { name: text, units: text, data: [{ date: at, qty: 1, source: text, [text]: text }] },
      { name: 'step_count', units: text, data: [{ date: at, qty: text, source: text }] },
      { name: 'sleep_analysis', units: 'hr', data: [{ startDate: text, endDate: text, value: text }] },
      { type: text, recorded_at: text, avg_bpm: text },
    ])
    const workouts = naughty.map(text => ({
      id: text,
      name: text,
      start: at,
      end: at,
      [text]: [{ date: at, qty: 1, units: text }],
    }))
    const body = JSON.stringify({ data: { metrics, workouts, [naughty[0]!]: [{ text: naughty }] } })
    const response = await ingest(body)
    expect(response.statusCode).toBe(200)
    expectAccounted(response.json())
    // Four for each in metrics, if it has a name, and one in workouts; and the array that nobody knows.
    expect(response.json().received).toBe(naughty.length * 5 + 1)
    const { rows } = await door.pool.query('select count(*)::int as users from users where id = $1', [userId])
    expect(rows).toEqual([{ users: 1 }])
  })
})

describe('whatever JSON it is', () => {
  const anything = fc.jsonValue({ maxDepth: 4 })
  const record = fc.dictionary(
    fc.constantFrom(
      ...'type name units data date qty Min Avg Max systolic diastolic value start end recorded_at avg_bpm source metric unit stage id'.split(
        ' ',
      ),
    ),
    fc.oneof(
      anything,
      fc.constantFrom(
        'HeartRate',
        'Sleep',
        'step_count',
        'sleep_analysis',
        '2025-01-15 10:00:00 +0000',
        60,
        '\0',
      ),
      fc.array(fc.dictionary(fc.constantFrom('date', 'qty', 'value', 'source'), anything), { maxLength: 3 }),
    ),
  )
  const envelope = fc.record(
    {
      metrics: fc.array(fc.oneof(record, anything), { maxLength: 4 }),
      workouts: fc.array(fc.oneof(record, anything), { maxLength: 3 }),
      symptoms: fc.array(record, { maxLength: 2 }),
      other: fc.array(record, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )

  test('a body is accounted for or refused, and never a fault of ours', async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anything,
          envelope.map(data => ({ data })),
          envelope,
        ),
        async body => {
          const response = await ingest(JSON.stringify(body))
          seen.add(response.statusCode)
          expect([200, 400]).toContain(response.statusCode)
          if (response.statusCode === 200) expectAccounted(response.json())
        },
      ),
      { numRuns: 200 },
    )
    expect([...seen].sort()).toEqual([200, 400])
  })

  test('bytes that are cut or flipped anywhere are accounted for or refused', async () => {
    const whole = Buffer.from(heartRateWith('"avg_bpm":60,"source":"Watch ⌚"'))
    const byte = fc.integer({ min: 0, max: 255 })
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), byte, fc.nat(whole.length), async (at, value, length) => {
        const mangled = Buffer.from(whole)
        mangled[at] = value
        const response = await ingest(mangled.subarray(0, Math.max(length, at + 1)))
        expect([200, 400]).toContain(response.statusCode)
        if (response.statusCode === 200) expectAccounted(response.json())
      }),
      { numRuns: 100 },
    )
  })
})

describe('what is too much', () => {
  test('a body of 5 million levels is refused while others are answered', async () => {
    const levels = 5_000_000
    const body = `{"data":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`
    let isRefused = false
    const refusal = fetchChecked(`${origin}/v1/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    }).finally(() => {
      isRefused = true
    })
    const waitsMs: number[] = []
    while (!isRefused) {
      const askedMs = performance.now()
      expect((await fetchChecked(`${origin}/health`)).status).toBe(200)
      waitsMs.push(performance.now() - askedMs)
    }
    const response = await refusal
    expect({ status: response.status, code: ((await response.json()) as { code: string }).code }).toEqual({
      status: 400,
      code: 'body_too_deep',
    })
    expect(waitsMs.length).toBeGreaterThan(1)
    expect(Math.max(...waitsMs)).toBeLessThan(2_000)
  })

  test('a bomb of 1 GiB in 1 MiB never unfolds', async () => {
    const bomb = Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(16 * MIB))))
    expect(bomb.length).toBeLessThan(2 * MIB)
    const beforeBytes = process.memoryUsage().rss
    let peakBytes = beforeBytes
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
    }, 5)
    const response = await small.call('POST', '/v1/ingest', {
      key: smallKey,
      headers: { 'content-encoding': 'gzip' },
      body: bomb,
    })
    clearInterval(watch)
    expect({ status: response.statusCode, code: response.json().code }).toEqual({
      status: 413,
      code: 'body_too_large',
    })
    // The limit is 64 MiB; the pieces and their sum may both be there for a moment.
    expect((peakBytes - beforeBytes) / MIB).toBeLessThan(400)
  })

  test('a body without an end is refused at the limit, while it is being sent, and its connection lives on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { authorization: `Bearer ${smallKey}`, 'content-type': 'application/json' }
    const upload = request(`${smallOrigin}/v1/ingest`, { agent, method: 'POST', headers })
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>
    const piece = Buffer.alloc(8 * MIB, ' ')
    for (let sent = 0; sent <= 64; sent += 8) upload.write(piece)
    const [response] = await answered
    const code = JSON.parse(await readChecked('POST', '/v1/ingest', response)).code
    expect({ status: response.statusCode, code }).toEqual({ status: 413, code: 'body_too_large' })
    // A client that does not listen yet sends on; nobody keeps what it sends.
    for (let sent = 0; sent < 64; sent += 8) upload.write(piece)
    await new Promise<void>(resolve => upload.end(resolve))
    const next = request(`${smallOrigin}/v1/ingest`, { agent, method: 'POST', headers }).end('{"data":{}}')
    const [answer] = (await once(next, 'response')) as [IncomingMessage]
    expect({ status: answer.statusCode, reused: next.reusedSocket }).toEqual({ status: 200, reused: true })
    await readChecked('POST', '/v1/ingest', answer)
    agent.destroy()
  })
})
