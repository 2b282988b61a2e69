import { once } from 'node:events'
import { request } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { expectAccounted } from '../support/accounting.ts'
import { fetchChecked, readChecked } from '../support/fetch-checked.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const small = await testServer({ config: { maxBodyBytes: 2_000 } })
const smallOrigin = await small.listen()

interface Phone {
  userId: string
  key: string
}

/** A user of their own, with a key. */
async function newPhone(owner = door): Promise<Phone> {
  const userId = await owner.createUser()
  return { userId, key: await owner.createKey(userId) }
}

/** What the app sends with a run of an automation. */
const automation = {
  'user-agent': 'HealthAutoExport/8.2',
  'automation-id': '6F0C3F5E-5D2B-4E0A-9B63-0E2B7C4D9A11',
  'automation-aggregation': 'Default',
  'automation-period': 'Since Last Sync',
  'session-id': '0B7D5C1A-9E44-4C56-8F0E-3A2D1B6C7E88',
}

interface Sending {
  body: string | Buffer
  contentType?: string
  headers?: Record<string, string>
  at?: string
}

/** What the tests read of an answer; which of it is there depends on the status. */
type Answer = Parameters<typeof expectAccounted>[0] & {
  ingestion_id: string
  processing_ms: number
  count: number
  code: string
  detail: string
  client: Record<string, string>
  ingestions: unknown[]
}

const readAnswer = async (response: Response): Promise<Answer> => (await response.json()) as Answer

/** One POST over a socket. */
async function post(
  phone: Phone,
  { body, contentType = 'application/json', headers = {}, at = origin }: Sending,
) {
  const response = await fetchChecked(`${at}/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${phone.key}`, 'content-type': contentType, ...automation, ...headers },
    body: new Uint8Array(Buffer.from(body as string)),
  })
  return { status: response.status, answer: await readAnswer(response) }
}

/** The same, for a body that is understood. @returns the report without what differs from run to run */
async function ingest(phone: Phone, sending: Sending) {
  const { status, answer } = await post(phone, sending)
  expect(status).toBe(200)
  const { ingestion_id, processing_ms, count: _count, ...report } = answer
  expectAccounted(answer)
  return report
}

async function ask(phone: Phone, path: string, at = origin) {
  return fetchChecked(`${at}${path}`, { headers: { authorization: `Bearer ${phone.key}` } })
}

/** All rows that the phone's exports have made, in an order of their own. */
async function rowsOf({ userId }: Phone) {
  const tables = {
    quantity_metrics:
      'metric, recorded_at, duration_s, grouped, source, value, min, max, unit, utc_offset_min, detail',
    heart_rate_metrics:
      'recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm, utc_offset_min, detail',
    workouts:
      'activity, started_at, ended_at, client_ids, duration_s, distance_meters, utc_offset_min, detail',
    health_events: 'type, started_at, ended_at, name, source, discriminator, utc_offset_min, detail',
  }
  const rows: Record<string, unknown[]> = {}
  for (const [table, columns] of Object.entries(tables)) {
    const found = await door.pool.query(
      `select ${columns} from ${table} where user_id = $1 order by ${columns}`,
      [userId],
    )
    rows[table] = found.rows
  }
  return rows
}

const counts = (
  received: number,
  rest: Partial<Record<'inserted' | 'updated' | 'duplicate' | 'rejected', number>>,
) => ({
  received,
  inserted: 0,
  updated: 0,
  duplicate: 0,
  rejected: 0,
  ...rest,
})
const report = (by_type: Record<string, ReturnType<typeof counts>>, total: ReturnType<typeof counts>) => ({
  status: 'processed',
  format: 'health-auto-export',
  ...total,
  by_type,
  uncatalogued: [],
  errors: [],
  errors_truncated: false,
})

const steps = (hour: number, qty: number) => ({
  date: `2025-03-01 ${String(hour).padStart(2, '0')}:00:00 +0100`,
  qty,
  source: 'Jörg’s Watch',
})
const stepCount = (...data: object[]) => ({ name: 'step_count', units: 'count', data })
const run = {
  id: 'A1B2C3D4-0000-4000-8000-000000000001',
  name: 'Outdoor Run',
  start: '2025-03-01 18:00:00 +0100',
  end: '2025-03-01 18:30:00 +0100',
  duration: 1800.5,
  distance: { qty: 5, units: 'km' },
}
const headache = {
  start: '2025-03-01 09:00:00 +0100',
  end: '2025-03-01 09:30:00 +0100',
  name: 'Headache',
  severity: 'Mild',
  userEntered: true,
  source: 'Phone',
}

const oneStep = JSON.stringify({ data: { metrics: [stepCount(steps(8, 512))] } })
const oneStepReport = report({ step_count: counts(1, { inserted: 1 }) }, counts(1, { inserted: 1 }))
const oneStepRows = {
  quantity_metrics: [
    {
      metric: 'step_count',
      recorded_at: new Date('2025-03-01T07:00:00Z'),
      duration_s: 0,
      grouped: false,
      // Sources are compared, and stored, with a plain apostrophe.
      source: "Jörg's Watch",
      value: 512,
      min: null,
      max: null,
      unit: 'count',
      utc_offset_min: 60,
      detail: null,
    },
  ],
  heart_rate_metrics: [],
  workouts: [],
  health_events: [],
}

describe('content types', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
    'application/vnd.export+json',
  ])('%s is JSON', async contentType => {
    const phone = await newPhone()
    expect(await ingest(phone, { body: oneStep, contentType })).toEqual(oneStepReport)
    expect(await rowsOf(phone)).toEqual(oneStepRows)
  })

  test('a body without a content-type is JSON', async () => {
    const phone = await newPhone()
    const upload = request(`${origin}/v1/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${phone.key}` },
    })
    upload.end(oneStep)
    const [response] = await once(upload, 'response')
    await readChecked('POST', '/v1/ingest', response)
    expect(response.statusCode).toBe(200)
    expect(await rowsOf(phone)).toEqual(oneStepRows)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    '%s is refused with what to choose in the app, and nothing is kept',
    async contentType => {
      const phone = await newPhone()
      const { status, answer } = await post(phone, { body: oneStep, contentType })
      expect(status).toBe(415)
      expect(answer).toEqual({
        type: 'urn:health-export:problem:media-type-unsupported',
        title: 'The content-type is not supported',
        status: 415,
        code: 'media_type_unsupported',
        detail:
          'Send the body with Content-Type: application/json. In Health Auto Export choose JSON (or CSV) as Export Format; ' +
          'in Shortcuts choose JSON as Request Body',
        request_id: expect.any(String),
      })
      expect(await (await ask(phone, '/v1/ingestions')).json()).toEqual({ ingestions: [], next_cursor: null })
    },
  )

  test('newline-delimited JSON is one envelope per line', async () => {
    const phone = await newPhone()
    const lines = [steps(8, 512), steps(9, 300)].map(datum =>
      JSON.stringify({ data: { metrics: [stepCount(datum)] } }),
    )
    expect(
      await ingest(phone, { body: `${lines.join('\n')}\n`, contentType: 'application/x-ndjson' }),
    ).toEqual(report({ step_count: counts(2, { inserted: 2 }) }, counts(2, { inserted: 2 })))
  })

  test('newline-delimited JSON that is cut off is a 400, and its bytes are kept', async () => {
    const phone = await newPhone()
    const body = `${oneStep}\n${oneStep.slice(0, 30)}`
    const { status, answer } = await post(phone, { body, contentType: 'application/jsonl' })
    expect({ status, code: answer.code }).toEqual({ status: 400, code: 'body_not_json' })
    const payload = await ask(phone, `/v1/ingestions/${answer.ingestion_id}/payload`)
    expect(payload.headers.get('content-type')).toBe('application/jsonl')
    expect(await payload.text()).toBe(body)
    expect(await rowsOf(phone)).toEqual({ ...oneStepRows, quantity_metrics: [] })
  })
})

describe('headers', () => {
  test('what the app says of itself is in the ledger, an automation’s name in any script, and never the key', async () => {
    const phone = await newPhone()
    const name = 'Gesundheit täglich 健康 📈'
    const { answer } = await post(phone, {
      body: oneStep,
      // A header is bytes: Node takes them one per character.
      headers: { 'automation-name': Buffer.from(name).toString('latin1'), 'x-api-key': 'hea_secret' },
    })
    const entry = await readAnswer(await ask(phone, `/v1/ingestions/${answer.ingestion_id}`))
    expect(entry).toEqual({
      ingestion_id: answer.ingestion_id,
      received_at: expect.any(String),
      processed_at: expect.any(String),
      status: 'processed',
      format: 'health-auto-export',
      key_id: phone.key.split('_')[1],
      client: { ...automation, 'automation-name': name },
      content_type: 'application/json',
      content_encoding: null,
      sent_bytes: Buffer.byteLength(oneStep),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...counts(1, { inserted: 1 }),
      by_type: { step_count: counts(1, { inserted: 1 }) },
      uncatalogued: [],
      replayed_at: null,
      redacted_types: null,
      file_name: null,
      progress: null,
      first_counts: null,
      errors: [],
      next_cursor: null,
    })
  })

  test('an automation’s name that is no UTF-8 is read as Latin-1', async () => {
    const phone = await newPhone()
    const { answer } = await post(phone, { body: oneStep, headers: { 'automation-name': 'täglich' } })
    const entry = await readAnswer(await ask(phone, `/v1/ingestions/${answer.ingestion_id}`))
    expect(entry.client['automation-name']).toBe('täglich')
  })

  test('automation-aggregation says how long each value covers', async () => {
    const phone = await newPhone()
    await ingest(phone, { body: oneStep, headers: { 'automation-aggregation': 'Hours' } })
    expect(await rowsOf(phone)).toEqual({
      ...oneStepRows,
      quantity_metrics: [{ ...oneStepRows.quantity_metrics[0], duration_s: 3600, grouped: true }],
    })
  })

  test('a session-id is no idempotency key: two bodies of one session are both ingested', async () => {
    const phone = await newPhone()
    expect(await ingest(phone, { body: oneStep })).toEqual(oneStepReport)
    const other = JSON.stringify({ data: { metrics: [stepCount(steps(9, 300))] } })
    expect(await ingest(phone, { body: other })).toEqual(oneStepReport)
    expect((await rowsOf(phone)).quantity_metrics).toHaveLength(2)
  })

  test('the same body twice is all duplicates, in whatever session', async () => {
    const phone = await newPhone()
    await ingest(phone, { body: oneStep })
    const duplicate = report({ step_count: counts(1, { duplicate: 1 }) }, counts(1, { duplicate: 1 }))
    expect(await ingest(phone, { body: oneStep })).toEqual(duplicate)
    expect(
      await ingest(phone, {
        body: oneStep,
        headers: { 'session-id': 'FFFFFFFF-0000-4000-8000-000000000000' },
      }),
    ).toEqual(duplicate)
    expect(await rowsOf(phone)).toEqual(oneStepRows)
  })

  test.each(['x-api-key', 'api-key'])('a key in %s is none: the key is a Bearer', async header => {
    const phone = await newPhone()
    const response = await fetchChecked(`${origin}/v1/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [header]: phone.key },
      body: oneStep,
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await rowsOf(phone)).toEqual({ ...oneStepRows, quantity_metrics: [] })
  })
})

describe('batch requests', () => {
  const data = Array.from({ length: 24 }, (_, hour) => steps(hour, hour * 10 + 1))
  const whole = JSON.stringify({ data: { metrics: [stepCount(...data)], workouts: [run] } })
  const parts = [
    { metrics: [stepCount(...data.slice(0, 9))] },
    { metrics: [stepCount(...data.slice(9))] },
    { workouts: [run] },
  ].map(part => JSON.stringify({ data: part }))

  test('a run in several requests ends in the rows of one request', async () => {
    const [one, several, reversed] = [await newPhone(), await newPhone(), await newPhone()]
    await ingest(one, { body: whole })
    for (const body of parts) await ingest(several, { body })
    for (const body of parts.toReversed()) await ingest(reversed, { body })
    const rows = await rowsOf(one)
    expect([rows.quantity_metrics?.length, rows.workouts?.length]).toEqual([24, 1])
    expect(await rowsOf(several)).toEqual(rows)
    expect(await rowsOf(reversed)).toEqual(rows)
  })

  test('runs that overlap count what they have in common as duplicates', async () => {
    const phone = await newPhone()
    await ingest(phone, { body: JSON.stringify({ data: { metrics: [stepCount(...data.slice(0, 16))] } }) })
    const again = counts(16, { inserted: 8, duplicate: 8 })
    expect(
      await ingest(phone, { body: JSON.stringify({ data: { metrics: [stepCount(...data.slice(8))] } }) }),
    ).toEqual(report({ step_count: again }, again))
    expect((await rowsOf(phone)).quantity_metrics).toHaveLength(24)
  })
})

describe('envelopes', () => {
  test.each([
    '{"data":{}}',
    '{"data":{"metrics":[]}}',
    '{"data":{"metrics":null}}',
    '{"data":{"metrics":[],"workouts":null,"symptoms":[]}}',
    '{"data":{"metrics":[{"name":"step_count","units":"count","data":null}]}}',
    '{"metrics":[]}',
    '[{"data":{}}]',
  ])('%s is an empty run', async body => {
    const phone = await newPhone()
    expect(await ingest(phone, { body })).toEqual(report({}, counts(0, {})))
    const { ingestions } = await readAnswer(await ask(phone, '/v1/ingestions'))
    expect(ingestions).toMatchObject([{ status: 'processed', received: 0 }])
  })

  test.each(['{}', '[]', '{"records":[1]}', '{"data":"none"}', '{"data":{"metrics":5}}', 'null', '"text"'])(
    '%s is no envelope: a visible failure, and the bytes are kept',
    async body => {
      const phone = await newPhone()
      const { status, answer } = await post(phone, { body })
      expect(status).toBe(400)
      expect(answer).toEqual({
        type: 'urn:health-export:problem:envelope-unknown',
        title: 'The body has no envelope that we know',
        status: 400,
        code: 'envelope_unknown',
        detail:
          'Send {"data": {"metrics": […], "workouts": […]}} as /docs shows, records such as {"metric", "value", "unit", "date"}, ' +
          'or what Health Auto Export sends: choose JSON (or CSV) as its Export Format',
        request_id: expect.any(String),
        ingestion_id: expect.any(String),
      })
      const payload = await ask(phone, `/v1/ingestions/${answer.ingestion_id}/payload`)
      expect(await payload.text()).toBe(body)
    },
  )

  const metrics = [stepCount(steps(8, 512))]
  const all = {
    step_count: counts(1, { inserted: 1 }),
    workout: counts(1, { inserted: 1 }),
    symptom: counts(1, { inserted: 1 }),
  }
  test.each([
    ['in data', { data: { metrics, workouts: [run], symptoms: [headache] } }],
    [
      'an array of envelopes',
      [{ data: { metrics } }, { data: { workouts: [run] } }, { symptoms: [headache] }],
    ],
    ['bare, without data', { symptoms: [headache], metrics, workouts: [run] }],
    ['workouts beside data', { data: { metrics, symptoms: [headache] }, workouts: [run] }],
  ])('the same records %s', async (_where, body) => {
    const phone = await newPhone()
    expect(await ingest(phone, { body: JSON.stringify(body) })).toEqual(
      report(all, counts(3, { inserted: 3 })),
    )
    expect(await rowsOf(phone)).toEqual({
      ...oneStepRows,
      workouts: [
        {
          activity: 'running',
          started_at: new Date('2025-03-01T17:00:00Z'),
          ended_at: new Date('2025-03-01T17:30:00Z'),
          client_ids: [run.id],
          duration_s: 1800.5,
          distance_meters: 5000,
          utc_offset_min: 60,
          detail: null,
        },
      ],
      health_events: [
        {
          type: 'symptom',
          started_at: new Date('2025-03-01T08:00:00Z'),
          ended_at: new Date('2025-03-01T08:30:00Z'),
          name: 'Headache',
          source: 'Phone',
          discriminator: '',
          utc_offset_min: 60,
          detail: { severity: 'Mild', userEntered: true },
        },
      ],
    })
  })
})

describe('serialisation', () => {
  test('pretty-printed, with the keys in another order and 17 digits, the same records are duplicates', async () => {
    const phone = await newPhone()
    const date = '2025-03-01 08:00:00 +0100'
    const compact =
      `{"data":{"metrics":[{"name":"heart_rate","units":"count/min","data":[{"date":"${date}","Min":61.999999999999993,` +
      `"Avg":70.1,"Max":88,"source":"Watch"}]},{"name":"step_count","units":"count","data":[{"date":"${date}","qty":0.30000000000000004,"source":"Watch"}]}],` +
      `"workouts":[{"id":"w-1","name":"Outdoor Run","start":"${date}","end":"2025-03-01 08:30:00 +0100","distance":{"qty":5,"units":"km"},"location":"Outdoor","metadata":{"a":1,"b":[2]}}]}}`
    const pretty = `{
  "data" : {
    "workouts" : [
      {
        "metadata" : { "b" : [ 2 ], "a" : 1.0 },
        "location" : "Outdoor",
        "distance" : { "units" : "km", "qty" : 5.0000000000000000 },
        "end" : "2025-03-01 08:30:00 +0100",
        "start" : "${date}",
        "name" : "Outdoor Run",
        "id" : "w-1"
      }
    ],
    "metrics" : [
      {
        "data" : [ { "source" : "Watch", "qty" : 0.30000000000000004, "date" : "${date}" } ],
        "units" : "count",
        "name" : "step_count"
      },
      {
        "units" : "count\\/min",
        "data" : [ { "Max" : 88, "source" : "Watch", "Avg" : 70.099999999999994, "date" : "${date}", "Min" : 61.999999999999993 } ],
        "name" : "heart_rate"
      }
    ]
  }
}
`
    await ingest(phone, { body: compact })
    const rows = JSON.stringify(await rowsOf(phone))
    const one = counts(1, { duplicate: 1 })
    expect(await ingest(phone, { body: pretty })).toEqual(
      report({ heart_rate: one, step_count: one, workout: one }, counts(3, { duplicate: 3 })),
    )
    expect(JSON.stringify(await rowsOf(phone))).toBe(rows)
  })

  test('min, avg and max in lower case and `unit`, as file sync has them, are the same record', async () => {
    const phone = await newPhone()
    const date = '2025-03-01 08:00:00 +0100'
    const datum = { date, Min: 60, Avg: 70, Max: 80, source: 'Watch' }
    const lower = { date, min: 60, avg: 70, max: 80, source: 'Watch' }
    const bodyOf = (metric: object) => JSON.stringify({ data: { metrics: [metric] } })
    await ingest(phone, { body: bodyOf({ name: 'heart_rate', units: 'count/min', data: [datum] }) })
    const duplicate = report({ heart_rate: counts(1, { duplicate: 1 }) }, counts(1, { duplicate: 1 }))
    expect(
      await ingest(phone, { body: bodyOf({ name: 'heart_rate', unit: 'count/min', data: [lower] }) }),
    ).toEqual(duplicate)
    expect(
      await ingest(phone, { body: bodyOf({ name: 'heart_rate', data: [{ ...lower, unit: 'count/min' }] }) }),
    ).toEqual(duplicate)
  })
})

describe('on the wire', () => {
  test.each([
    ['gzip', gzipSync(oneStep)],
    ['br', brotliCompressSync(oneStep)],
  ])('%s', async (encoding, body) => {
    const phone = await newPhone()
    const { status, answer } = await post(phone, { body, headers: { 'content-encoding': encoding } })
    expect(status).toBe(200)
    const { ingestion_id, processing_ms, count: _count, ...rest } = answer
    expect(rest).toEqual(oneStepReport)
    expect(await rowsOf(phone)).toEqual(oneStepRows)
    const payload = await ask(phone, `/v1/ingestions/${ingestion_id}/payload`)
    expect(payload.headers.get('content-encoding')).toBe(encoding)
    expect(await payload.text()).toBe(oneStep)
  })

  test.each([1, 7, 64])(
    'chunks of %i bytes, cut inside a character, without a content-length',
    async size => {
      const phone = await newPhone()
      const upload = request(`${origin}/v1/ingest`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${phone.key}`,
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
        },
      })
      const bytes = Buffer.from(oneStep)
      for (let at = 0; at < bytes.length; at += size) upload.write(bytes.subarray(at, at + size))
      upload.end()
      const [response] = await once(upload, 'response')
      await readChecked('POST', '/v1/ingest', response)
      expect(response.statusCode).toBe(200)
      expect(await rowsOf(phone)).toEqual(oneStepRows)
    },
  )

  const whole = Buffer.from(oneStep)
  test.each([
    ['between two characters', whole.indexOf('örg'), 'body_not_json', 'The body is not complete JSON: '],
    ['inside a character', whole.indexOf('örg') + 1, 'body_not_utf8', 'The body ends inside a character: '],
  ])(
    'a body that was cut off %s is a 400 that says what to turn on, and its exact bytes are kept',
    async (_where, length, code, what) => {
      const phone = await newPhone()
      const body = whole.subarray(0, length)
      const { status, answer } = await post(phone, { body })
      expect({ status, answer }).toEqual({
        status: 400,
        answer: {
          type: `urn:health-export:problem:${code.replaceAll('_', '-')}`,
          title: expect.any(String),
          status: 400,
          code,
          detail:
            `${what}it may have been cut off on its way: send it again. ` +
            'In Health Auto Export turn on Batch Requests, so that each body is smaller',
          request_id: expect.any(String),
          ingestion_id: expect.any(String),
        },
      })
      const payload = await ask(phone, `/v1/ingestions/${answer.ingestion_id}/payload`)
      expect(Buffer.from(await payload.arrayBuffer())).toEqual(body)
      const entry = await readAnswer(await ask(phone, `/v1/ingestions/${answer.ingestion_id}`))
      expect(entry).toMatchObject({ status: 'failed', errors: [{ path: '', code, detail: answer.detail }] })
    },
  )

  test.each([
    ['', Buffer.alloc(2_001, ' '), {}],
    ['decoded ', gzipSync(Buffer.alloc(2_001, ' ')), { 'content-encoding': 'gzip' }],
  ])('a %sbody that is too large is a 413 that says what to turn on', async (which, body, headers) => {
    const phone = await newPhone(small)
    const { status, answer } = await post(phone, { body, headers, at: smallOrigin })
    expect(status).toBe(413)
    expect(answer).toMatchObject({
      code: 'body_too_large',
      detail:
        `The ${which}body is above 2000 bytes: send it in parts. ` +
        'In Health Auto Export turn on Batch Requests, so that each body is smaller',
    })
  })
})

describe('CSV', () => {
  const BOUNDARY = 'Boundary-5C2E8D1F'
  const contentType = `multipart/form-data; boundary=${BOUNDARY}`
  const part = (name: string, csv: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; ` +
    `filename="file:///private/var/mobile/Containers/Data/${name}.csv"\r\nContent-Type: text/csv\r\n\r\n${csv}\r\n`
  const healthData =
    'Date/Time,Step Count (count),Heart Rate [Min] (count/min),Heart Rate [Max] (count/min),Heart Rate [Avg] (count/min)\r\n' +
    '2025-03-01 08:00:00,512,61,88,70.5\r\n2025-03-01 09:00:00,,,,\r\n2025-03-01 10:00:00,many,,,\r\n'
  const workouts =
    'Type,Start,End,Duration,Distance (km)\n"Outdoor Run",2025-03-01 18:00,2025-03-01 18:30,00:30:00,5\n'
  const form = `${part('HealthData', healthData)}${part('WorkoutsData', workouts)}--${BOUNDARY}--\r\n`
  const headers = { 'automation-aggregation': 'Hours', 'x-timezone': 'Europe/Berlin' }

  test('as a form: every filled metric and every workout, and the bytes as they were sent', async () => {
    const phone = await newPhone()
    const { status, answer } = await post(phone, { body: form, contentType, headers })
    expect(status).toBe(200)
    const { ingestion_id, processing_ms, count: _count, ...rest } = answer
    expect(rest).toEqual({
      status: 'partial',
      format: 'health-auto-export-csv',
      ...counts(4, { inserted: 3, rejected: 1 }),
      by_type: {
        step_count: counts(2, { inserted: 1, rejected: 1 }),
        heart_rate: counts(1, { inserted: 1 }),
        workout: counts(1, { inserted: 1 }),
      },
      uncatalogued: [],
      errors: [{ path: '/HealthData/3/1', code: 'not_a_number', detail: 'value is not a finite number' }],
      errors_truncated: false,
    })
    const hour = { recorded_at: new Date('2025-03-01T07:00:00Z'), duration_s: 3600, grouped: true }
    const silent = { source: '', utc_offset_min: 60, detail: null }
    expect(await rowsOf(phone)).toEqual({
      quantity_metrics: [
        { metric: 'step_count', ...hour, value: 512, min: null, max: null, unit: 'count', ...silent },
      ],
      heart_rate_metrics: [{ ...hour, min_bpm: 61, avg_bpm: 70.5, max_bpm: 88, ...silent }],
      workouts: [
        {
          activity: 'running',
          started_at: new Date('2025-03-01T17:00:00Z'),
          ended_at: new Date('2025-03-01T17:30:00Z'),
          client_ids: null,
          duration_s: 1800,
          distance_meters: 5000,
          utc_offset_min: 60,
          detail: null,
        },
      ],
      health_events: [],
    })
    const payload = await ask(phone, `/v1/ingestions/${ingestion_id}/payload`)
    expect(payload.headers.get('content-type')).toBe(contentType)
    expect(await payload.text()).toBe(form)
  })

  test('grouped by the hour, CSV and JSON of one hour are one record', async () => {
    const phone = await newPhone()
    const date = '2025-03-01 08:00:00 +0100'
    const metrics = [
      stepCount({ date, qty: 512 }),
      { name: 'heart_rate', units: 'count/min', data: [{ date, Min: 61, Avg: 70.5, Max: 88 }] },
    ]
    await ingest(phone, { body: JSON.stringify({ data: { metrics } }), headers })
    const csv = healthData.slice(0, healthData.indexOf('2025-03-01 09'))
    const one = counts(1, { duplicate: 1 })
    expect(await ingest(phone, { body: csv, contentType: 'text/csv', headers })).toEqual({
      ...report({ step_count: one, heart_rate: one }, counts(2, { duplicate: 2 })),
      format: 'health-auto-export-csv',
    })
  })

  test('a form that was queued or compressed is read like any other', async () => {
    const phone = await newPhone()
    const { status, answer } = await post(phone, {
      body: gzipSync(form),
      contentType,
      headers: { ...headers, 'content-encoding': 'gzip', prefer: 'respond-async' },
    })
    expect(status).toBe(202)
    await expect
      .poll(async () => (await ask(phone, `/v1/ingestions/${answer.ingestion_id}`)).json())
      .toMatchObject({
        status: 'partial',
        format: 'health-auto-export-csv',
        received: 4,
        inserted: 3,
        rejected: 1,
      })
  })

  test.each([
    ['body_not_multipart', 'a form that was cut off', form.slice(0, -100), contentType],
    ['body_not_csv', 'CSV that was cut off', `${workouts}"Outdoor`, 'text/csv'],
    ['envelope_unknown', 'another form', `${part('file', 'a,b')}--${BOUNDARY}--\r\n`, contentType],
  ])('%s: %s is a 400, and its bytes are kept', async (code, _what, body, sentAs) => {
    const phone = await newPhone()
    const { status, answer } = await post(phone, { body, contentType: sentAs })
    expect({ status, code: answer.code }).toEqual({ status: 400, code })
    const payload = await ask(phone, `/v1/ingestions/${answer.ingestion_id}/payload`)
    expect(payload.headers.get('content-type')).toBe(sentAs)
    expect(await payload.text()).toBe(body)
    expect((await rowsOf(phone)).workouts).toEqual([])
  })

  test('a time zone that is none is a 400, and the bytes are kept', async () => {
    const phone = await newPhone()
    const { status, answer } = await post(phone, {
      body: form,
      contentType,
      headers: { 'x-timezone': 'Mars' },
    })
    expect({ status, code: answer.code, detail: answer.detail }).toEqual({
      status: 400,
      code: 'invalid_request',
      detail: 'X-Timezone is an IANA name such as Europe/Berlin',
    })
    expect(await (await ask(phone, `/v1/ingestions/${answer.ingestion_id}/payload`)).text()).toBe(form)
  })

  test('a header line alone is an empty run', async () => {
    const phone = await newPhone()
    const body = `${part('SymptomsData', 'Start,End,Name,Severity')}--${BOUNDARY}--\r\n`
    expect(await ingest(phone, { body, contentType })).toEqual({
      ...report({}, counts(0, {})),
      format: 'health-auto-export-csv',
    })
  })
})
