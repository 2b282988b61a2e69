import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import { createLog } from '../../src/http/request-log.ts'
import { redactBody } from '../../src/ingest/disabled-types/redact-body.ts'
import { PendingIngestions } from '../../src/ingest/ledger/pending.ts'
import { storeRaw } from '../../src/ingest/ledger/raw.ts'
import { hashInPieces } from '../../src/ingest/ledger/sha256.ts'
import { expectAccounted } from '../support/accounting.ts'
import { testDatabase } from '../support/database.ts'
import { inThisThread } from '../support/in-this-thread.ts'
import { Ingesting } from '../support/ingesting.ts'
import { testServer } from '../support/server.ts'

const MAX_BODY_BYTES = 20_000
const database = await testDatabase()
const { pool } = database
const names = ['stateOfMind', 'cycle_tracking', 'Blood Glucose', 'step_count', 'workouts', 'sleep', 'ecg']
const logged: string[] = []
const log = createLog(
  'trace',
  new Writable({ write: (line, _encoding, done) => done(void logged.push(`${line}`)) }),
)
/** The same database behind a server with types switched off, and behind one without. */
const door = await testServer({
  database,
  log,
  config: { disabledTypes: names, maxBodyBytes: MAX_BODY_BYTES },
})
const openDoor = await testServer({ database })

/** In whatever of a body must not be kept, and nowhere else. */
const SECRET = 'SentinelSecret'

const at = '2026-02-05T09:00:00Z'
const mood = { id: 'm-1', start: at, end: at, kind: 'daily_mood', labels: [SECRET], valence: 0.5 }
const weight = { date: at, qty: 71.5, source: 'Scale' }
const glucose = { date: at, qty: 104, mealTime: 'Before Meal', source: SECRET }
const symptom = { start: at, end: at, name: 'Headache', severity: 'Mild', source: 'Phone' }
const night = { startDate: at, endDate: '2026-02-05T10:00:00Z', value: 'Core', source: SECRET }
const workout = { id: 'w-1', name: 'Outdoor Run', start: at, end: '2026-02-05T09:30:00Z', note: SECRET }
const mark = (type: string) => ({ redacted_type: type })

const none = { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }
const inserted = (count: number) => ({ ...none, received: count, inserted: count })
const duplicate = (count: number) => ({ ...none, received: count, duplicate: count })
const rejected = (count: number) => ({ ...none, received: count, rejected: count })
const switchedOff = (path: string, type: string) => ({
  path,
  code: 'type_disabled',
  detail: `${type} was switched off on this server (INGEST_DISABLED_TYPES); send it again once it is on`,
})

async function open(ofDoor = door) {
  const userId = await ofDoor.createUser()
  const key = await ofDoor.createKey(userId)
  return {
    userId,
    key,
    async send(body: unknown, headers: Record<string, string> = {}, through = ofDoor) {
      const response = await through.call('POST', '/v1/ingest', { key, body, headers })
      const answer = response.json()
      if (response.statusCode === 200) expectAccounted(answer)
      return { status: response.statusCode, answer }
    },
    async ledger(id: string) {
      return (await ofDoor.call('GET', `/v1/ingestions/${id}`, { key })).json()
    },
    payload: (id: string) => ofDoor.call('GET', `/v1/ingestions/${id}/payload`, { key }),
  }
}

/** Every table whose rows, as text, hold the word; the payloads are looked through unpacked. */
async function findInDatabase(word: string): Promise<string[]> {
  const tables = await pool.query(
    `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace n on n.oid = relnamespace
     where nspname not in ('pg_catalog', 'information_schema') and relkind in ('r', 'p') and not relispartition`,
  )
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(`select 1 from ${name} as t where strpos(t::text, $1) > 0 limit 1`, [
      word,
    ])
    if (rows.length > 0) found.push(name)
  }
  const { rows: payloads } = await pool.query(
    'select id, payload, stored_as, content_encoding from raw_ingestions',
  )
  for (const { id, payload, stored_as, content_encoding } of payloads) {
    const isPacked = stored_as === 'gzip' || content_encoding === 'gzip'
    const bytes =
      isPacked && payload.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)) ? gunzipSync(payload) : payload
    if (bytes.includes(word)) found.push(`payload ${id}`)
  }
  return found
}

test('of a disabled type nothing is kept; it is counted and named, and the rest of the body is as ever', async () => {
  const { userId, key, send, ledger, payload } = await open()
  const metrics = [
    { name: 'weight_body_mass', units: 'kg', data: [weight, { date: 'yesterday', qty: 70 }] },
    { name: 'blood_glucose', units: 'mg/dL', note: SECRET, data: [glucose, { ...glucose, date: SECRET }, 5] },
    { name: 'sleep_analysis', units: 'hr', data: [night] },
  ]
  const body = { data: { stateOfMind: [mood, SECRET], metrics, symptoms: [symptom], workouts: [workout] } }
  const sent = JSON.stringify(body, null, 2)
  const { status, answer } = await send(sent)
  expect({ status, answer }).toEqual({
    status: 200,
    answer: {
      ingestion_id: expect.any(String),
      status: 'partial',
      format: 'health-auto-export',
      received: 10,
      inserted: 2,
      updated: 0,
      duplicate: 0,
      rejected: 8,
      by_type: {
        state_of_mind: rejected(2),
        body_mass: { ...none, received: 2, inserted: 1, rejected: 1 },
        blood_glucose: rejected(3),
        sleep_analysis: rejected(1),
        symptom: inserted(1),
        workout: rejected(1),
      },
      uncatalogued: [],
      disabled_types: ['state_of_mind', 'blood_glucose', 'sleep_analysis', 'workout'],
      errors: [
        switchedOff('/data/stateOfMind/0', 'state_of_mind'),
        switchedOff('/data/stateOfMind/1', 'state_of_mind'),
        {
          path: '/data/metrics/0/data/1',
          code: 'invalid_date',
          detail: 'recorded_at is not a date that we can read',
        },
        switchedOff('/data/metrics/1/data/0', 'blood_glucose'),
        switchedOff('/data/metrics/1/data/1', 'blood_glucose'),
        switchedOff('/data/metrics/1/data/2', 'blood_glucose'),
        switchedOff('/data/metrics/2/data/0', 'sleep_analysis'),
        switchedOff('/data/workouts/0', 'workout'),
      ],
      errors_truncated: false,
      processing_ms: expect.any(Number),
      count: 2,
    },
  })
  const { ingestion_id, processing_ms, count: _count, errors_truncated, ...report } = answer
  expect(await ledger(ingestion_id)).toEqual({
    ...report,
    ingestion_id,
    received_at: expect.any(String),
    processed_at: expect.any(String),
    key_id: key.slice(4, 16),
    client: { 'user-agent': 'lightMyRequest' },
    content_type: 'application/json',
    content_encoding: null,
    sent_bytes: Buffer.byteLength(sent),
    sha256: createHash('sha256').update(sent).digest('hex'),
    replayed_at: null,
    first_counts: null,
    redacted_types: ['blood_glucose', 'sleep_analysis', 'state_of_mind', 'workout'],
    file_name: null,
    progress: null,
    next_cursor: null,
  })
  const kept = await payload(ingestion_id)
  expect(kept.headers['content-type']).toBe('application/json')
  expect(kept.json()).toEqual({
    data: {
      stateOfMind: [mark('state_of_mind'), mark('state_of_mind')],
      metrics: [
        metrics[0],
        { name: 'blood_glucose', units: 'mg/dL', data: Array(3).fill(mark('blood_glucose')) },
        { name: 'sleep_analysis', units: 'hr', data: [mark('sleep_analysis')] },
      ],
      symptoms: [symptom],
      workouts: [mark('workout')],
    },
  })
  const { rows } = await pool.query(
    `select 'event' as of, type as what, source from health_events where user_id = $1
     union all select 'quantity', metric, source from quantity_metrics where user_id = $1
     union all select 'stage', stage, source from sleep_stages where user_id = $1
     union all select 'workout', activity, source from workouts where user_id = $1`,
    [userId],
  )
  expect(rows).toEqual([
    { of: 'event', what: 'symptom', source: 'Phone' },
    { of: 'quantity', what: 'body_mass', source: 'Scale' },
  ])
  expect(await findInDatabase(SECRET)).toEqual([])
})

const typedMood = { type: 'StateOfMind', recorded_at: at, note: SECRET }
const typedHeart = { type: 'HeartRate', recorded_at: at, avg_bpm: 60 }
const typedGlucose = {
  type: 'Quantity',
  metric: 'HKQuantityTypeIdentifierBloodGlucose',
  recorded_at: at,
  value: 104,
  source: SECRET,
}
const typedActivity = {
  type: 'Activity',
  recorded_at: at,
  steps: 12_345,
  distance_meters: 9000,
  source: SECRET,
}
const typedWorkout = {
  workout_type: 'running',
  start_time: at,
  end_time: '2026-02-05T09:30:00Z',
  source: SECRET,
}

test.each([
  [
    'in our own format',
    { data: { metrics: [typedHeart, typedMood, typedGlucose, typedActivity], workouts: [typedWorkout] } },
    {
      data: {
        metrics: [typedHeart, mark('state_of_mind'), mark('blood_glucose'), mark('step_count')],
        workouts: [mark('workout')],
      },
    },
    ['state_of_mind', 'blood_glucose', 'step_count', 'workout'],
  ],
  [
    'without `data`, under either spelling of a key',
    { state_of_mind: [mood], cycleTracking: [{ start: at, name: SECRET }], symptoms: [symptom] },
    { state_of_mind: [mark('state_of_mind')], cycleTracking: [mark('cycle_tracking')], symptoms: [symptom] },
    ['state_of_mind', 'cycle_tracking'],
  ],
  [
    'in an array of envelopes, with something else between them',
    [
      { data: { stateOfMind: [mood] } },
      7,
      { data: { symptoms: [symptom] }, ecg: [{ start: at, severity: SECRET }] },
    ],
    [
      { data: { stateOfMind: [mark('state_of_mind')] } },
      7,
      { data: { symptoms: [symptom] }, ecg: [mark('ecg')] },
    ],
    ['state_of_mind', 'ecg'],
  ],
  [
    'mixed of both formats, with workouts beside `data`',
    {
      data: { metrics: [{ name: 'Blood Glucose', data: [glucose] }, typedHeart, typedMood] },
      workouts: [workout, typedWorkout],
    },
    {
      data: {
        metrics: [
          { name: 'Blood Glucose', data: [mark('blood_glucose')] },
          typedHeart,
          mark('state_of_mind'),
        ],
      },
      workouts: [mark('workout'), mark('workout')],
    },
    ['blood_glucose', 'state_of_mind', 'workout'],
  ],
  [
    'in a shape that is not that of its type',
    {
      data: {
        metrics: [
          { name: 'blood_glucose', data: [{ date: at, note: SECRET }] },
          { name: 'Blood Glucose', data: SECRET },
          { type: 'StateOfMind', note: SECRET },
        ],
        sleep: [{ start: at, note: SECRET }],
        symptoms: [symptom],
      },
    },
    {
      data: {
        metrics: [
          { name: 'blood_glucose', data: [mark('blood_glucose')] },
          mark('blood_glucose'),
          mark('state_of_mind'),
        ],
        sleep: [mark('sleep_analysis')],
        symptoms: [symptom],
      },
    },
    ['blood_glucose', 'state_of_mind', 'sleep_analysis'],
  ],
])('what is disabled is found %s', async (_where, body, kept, types) => {
  const { send, ledger, payload } = await open()
  const { answer } = await send(body)
  const account = { disabled_types: types, inserted: 1 }
  expect(answer).toMatchObject(account)
  expect((await payload(answer.ingestion_id)).json()).toEqual(kept)
  expect(await ledger(answer.ingestion_id)).toMatchObject({ ...account, redacted_types: [...types].sort() })
  expect(await findInDatabase(SECRET)).toEqual([])
  // The bytes that are kept tell the same story as those that were sent.
  const { answer: again } = await send(kept)
  const { ingestion_id, format, processing_ms, inserted: _, duplicate: __, by_type: ___, ...same } = answer
  expect(again).toMatchObject(same)
})

test('an item of which one record is of a disabled type is not kept in part', async () => {
  const { userId, send } = await open()
  const { answer } = await send({ data: { metrics: [typedActivity] } })
  expect(answer).toMatchObject({
    format: 'typed',
    status: 'rejected',
    by_type: { step_count: rejected(1) },
    disabled_types: ['step_count'],
    errors: [switchedOff('/data/metrics/0', 'step_count')],
  })
  const { rows } = await pool.query('select from quantity_metrics where user_id = $1', [userId])
  expect(rows).toEqual([])
})

test('a second time the same counts the same, and once the type is on again it is stored', async () => {
  const { send, userId } = await open()
  const body = { data: { symptoms: [symptom], medications: [], stateOfMind: [mood] } }
  expect((await send(body)).answer.by_type).toEqual({ symptom: inserted(1), state_of_mind: rejected(1) })
  expect((await send(body)).answer.by_type).toEqual({ symptom: duplicate(1), state_of_mind: rejected(1) })
  expect(await findInDatabase(SECRET)).toEqual([])
  const enabled = (await send(body, {}, openDoor)).answer
  expect(enabled.by_type).toEqual({ symptom: duplicate(1), state_of_mind: inserted(1) })
  expect(enabled).not.toHaveProperty('disabled_types')
  await pool.query('delete from health_events where user_id = $1', [userId])
  await pool.query('delete from raw_ingestions where user_id = $1', [userId])
})

test('a body without anything of a disabled type is kept byte for byte', async () => {
  const { send, ledger, payload } = await open()
  const sent = gzipSync(`{ "data" : {"symptoms":[${JSON.stringify(symptom)}], "stateOfMind": []}}\r\n`)
  const { answer } = await send(sent, { 'content-encoding': 'gzip' })
  expect(answer).toMatchObject({ status: 'processed', by_type: { symptom: inserted(1) } })
  expect((await payload(answer.ingestion_id)).rawPayload.equals(sent)).toBe(true)
  expect(await ledger(answer.ingestion_id)).toMatchObject({ content_encoding: 'gzip', redacted_types: null })
})

test('of CSV what is left is kept as its lines and cells, which are read like the file', async () => {
  const { userId, send, ledger, payload } = await open()
  const title = 'Blood Glucose [Min] (mg/dL),Weight & Body Mass (kg),Blood Glucose [Max] (mg/dL)'
  const form = (disposition: string, csv: string) =>
    `--b\r\ncontent-disposition: form-data; ${disposition}\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n`
  const body = `${form(
    'name="HealthData"; filename="file:///private/HealthData.csv"',
    `Date/Time,${title}\n${at},80,71.5,${SECRET}\n${at.replace('09', '10')},,72,`,
  )}${form('name="StateOfMindData"; filename="m.csv"', `Start,End,Kind,Labels\n${at},${at},daily_mood,${SECRET}`)}--b--\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const { answer } = await send(body, headers)
  const { ingestion_id: id } = answer
  expect(answer).toMatchObject({
    format: 'health-auto-export-csv',
    ...none,
    received: 4,
    inserted: 2,
    rejected: 2,
    by_type: { blood_glucose: rejected(1), body_mass: inserted(2), state_of_mind: rejected(1) },
    disabled_types: ['blood_glucose', 'state_of_mind'],
    errors: [
      switchedOff('/HealthData/1/1', 'blood_glucose'),
      switchedOff('/StateOfMindData/1', 'state_of_mind'),
    ],
  })
  expect((await payload(id)).json()).toEqual({
    HealthData: [
      ['Date/Time', ...title.split(',')],
      [at, mark('blood_glucose'), '71.5', null],
      [at.replace('09', '10'), '', '72', ''],
    ],
    StateOfMindData: [['Start', 'End', 'Kind', 'Labels'], mark('state_of_mind')],
  })
  expect(await ledger(id)).toMatchObject({
    content_type: 'application/json',
    redacted_types: ['blood_glucose', 'state_of_mind'],
  })
  expect(await findInDatabase(SECRET)).toEqual([])
  const { rows } = await pool.query('select value from quantity_metrics where user_id = $1 order by value', [
    userId,
  ])
  expect(rows).toEqual([{ value: 71.5 }, { value: 72 }])
})

test('a body that was sent in gzip is kept as plain JSON where it had to be redacted', async () => {
  const { send, ledger, payload } = await open()
  const sent = gzipSync(JSON.stringify({ data: { stateOfMind: [mood], symptoms: [symptom] } }))
  const { answer } = await send(sent, { 'content-encoding': 'gzip' })
  const kept = await payload(answer.ingestion_id)
  expect(kept.headers['content-encoding']).toBeUndefined()
  expect(kept.json()).toEqual({ data: { stateOfMind: [mark('state_of_mind')], symptoms: [symptom] } })
  expect(await ledger(answer.ingestion_id)).toMatchObject({
    content_type: 'application/json',
    content_encoding: null,
    sent_bytes: sent.length,
    sha256: createHash('sha256').update(sent).digest('hex'),
  })
})

test.each([
  ['cut off', `{"data":{"stateOfMind":[{"note":"${SECRET}"`, {}, 'body_not_json'],
  ['in no known envelope', { moods: SECRET }, {}, 'envelope_unknown'],
  [
    'in a format that does not exist',
    { data: { ecg: [SECRET] } },
    { 'x-export-format': 'x' },
    'format_unknown',
  ],
  ['not what its encoding says', SECRET, { 'content-encoding': 'gzip' }, 'body_undecodable'],
  ['cut off and queued', `{"data":{"stateOfMind":["${SECRET}"`, { prefer: 'respond-async' }, 'body_not_json'],
] as [string, unknown, Record<string, string>, string][])(
  'of a body that is %s nothing is kept while types are disabled',
  async (_what, body, headers, code) => {
    const { send, ledger, payload } = await open()
    const { status, answer } = await send(body, headers)
    expect({ status, code: answer.code }).toEqual({ status: 400, code })
    expect(await ledger(answer.ingestion_id)).toMatchObject({
      status: 'failed',
      content_encoding: null,
      redacted_types: ['*'],
      errors: [{ path: '', code }],
    })
    expect((await payload(answer.ingestion_id)).rawPayload).toHaveLength(0)
    expect(await findInDatabase(SECRET)).toEqual([])
  },
)

test('where what is left cannot be kept, nothing is, and the body is not left waiting', async () => {
  const { userId, send, ledger, payload } = await open()
  // A mark is longer than a 1: what is left would be larger than what may be sent.
  const body = { data: { stateOfMind: [SECRET, ...Array(2000).fill(1)], symptoms: [symptom] } }
  const { status, answer } = await send(body, { prefer: 'respond-async' })
  expect({ status, answer }).toMatchObject({
    status: 200,
    answer: {
      status: 'partial',
      by_type: { state_of_mind: rejected(2001), symptom: inserted(1) },
      disabled_types: ['state_of_mind'],
    },
  })
  expect(await ledger(answer.ingestion_id)).toMatchObject({ inserted: 1, redacted_types: ['*'] })
  expect((await payload(answer.ingestion_id)).rawPayload).toHaveLength(0)
  const { rows } = await pool.query('select name from health_events where user_id = $1', [userId])
  expect(rows).toEqual([{ name: 'Headache' }])
  expect(await findInDatabase(SECRET)).toEqual([])
})

test('a number that no JSON text can be written for still is the number that it was', async () => {
  const { send, payload } = await open()
  const metrics =
    '[{"name":"weight_body_mass","data":[{"date":"2026-02-05","qty":1e400},{"date":"2026-02-06","qty":-1e400}]}]'
  const { answer } = await send(`{"data":{"stateOfMind":[1],"metrics":${metrics}}}`)
  expect(answer.errors.slice(1).map(({ code }: { code: string }) => code)).toEqual([
    'not_a_number',
    'not_a_number',
  ])
  expect((await payload(answer.ingestion_id)).body).toBe(
    `{"data":{"stateOfMind":[{"redacted_type":"state_of_mind"}],"metrics":${metrics.replaceAll('1e400', '1e999')}}}`,
  )
})

const everything = {
  data: {
    metrics: [typedMood, typedGlucose, typedHeart],
    stateOfMind: [mood],
    symptoms: [symptom, { name: 'no time' }],
    workouts: [workout],
  },
}

test('a body that is answered at once is redacted before, and counted the same afterwards', async () => {
  const atOnce = (await (await open()).send(everything)).answer
  const { send, ledger } = await open()
  const { status, answer } = await send(everything, { prefer: 'respond-async' })
  expect(status).toBe(202)
  expect(await findInDatabase(SECRET)).toEqual([])
  await expect
    .poll(async () => (await ledger(answer.ingestion_id)).status, { timeout: 10_000 })
    .toBe('partial')
  const { ingestion_id, processing_ms, count: _count, errors_truncated, ...report } = atOnce
  expect(await ledger(answer.ingestion_id)).toMatchObject(report)
})

test('a redacted body whose process died is counted the same, and in its format, although only marks are left', async () => {
  const body = { data: { metrics: [typedMood, typedGlucose] } }
  const atOnce = (await (await open()).send(body)).answer
  const { userId, ledger } = await open()
  const partitions = new Partitions(pool)
  const clientHeaders = {}
  const sent = Buffer.from(JSON.stringify(body))
  const disabledTypes = new Set(['state_of_mind', 'blood_glucose'])
  const decoded = { bytes: sent, contentType: null, clientHeaders }
  const redaction = (await redactBody(decoded, disabledTypes, MAX_BODY_BYTES))!
  const raw = {
    userId,
    keyId: null,
    sent,
    sha256: await hashInPieces(sent),
    contentType: null,
    contentEncoding: null,
    clientHeaders,
    redaction,
  }
  const { id } = await storeRaw({ pool, partitions }, raw, 'queued')
  const silent = createLog('silent')
  const deps = { pool, partitions, disabledTypes, maxBodyBytes: MAX_BODY_BYTES, log: silent }
  const pending = new PendingIngestions({ ...deps, threads: inThisThread(deps) })
  pending.wake()
  await pending.close()
  const { ingestion_id, processing_ms, count: _count, errors_truncated, ...report } = atOnce
  expect(report).toMatchObject({ format: 'typed', received: 2, rejected: 2 })
  expect(await ledger(id)).toMatchObject(report)
})

test('a body that was kept whole before its type was switched off leaves no rows when it is read now', async () => {
  const ingesting = await Ingesting.open(pool, new Set(['symptom', 'body_mass']))
  const body = {
    data: {
      symptoms: [symptom],
      metrics: [{ name: 'weight_body_mass', units: 'kg', data: [weight] }, typedHeart],
    },
  }
  expect(await ingesting.ingest(body)).toMatchObject({
    by_type: { symptom: rejected(1), body_mass: rejected(1), heart_rate: inserted(1) },
    disabled_types: ['symptom', 'body_mass'],
  })
  expect(await ingesting.count('health_events')).toBe(0)
  expect(await ingesting.count('quantity_metrics')).toBe(0)
})

test('a mark in a body is what it says, also where nothing is switched off', async () => {
  const { send } = await open(openDoor)
  const { answer } = await send({ data: { stateOfMind: [mark('state_of_mind')], symptoms: [symptom] } })
  expect(answer).toMatchObject({
    by_type: { state_of_mind: rejected(1), symptom: inserted(1) },
    disabled_types: ['state_of_mind'],
    errors: [switchedOff('/data/stateOfMind/0', 'state_of_mind')],
  })
})

test('the log says nothing of what types came', async () => {
  logged.length = 0
  const { send } = await open()
  await send(everything)
  await send(`{"data":{"stateOfMind":[{"note":"${SECRET}"`)
  expect(logged.length).toBeGreaterThan(0)
  expect(logged.join('')).not.toMatch(/sentinel|state.?of.?mind|glucose|disabled|redact/i)
})

test.each<[string, unknown]>([
  [
    'HealthKit’s name of a notification',
    { data: { metrics: [{ type: 'HighHeartRateEvent', recorded_at: at, note: SECRET }] } },
  ],
  ['an array under another name', { data: { Electrocardiogram: [{ start: at, note: SECRET }] } }],
  [
    'a half of a blood pressure',
    { metric: 'blood_pressure_systolic', value: 120, unit: 'mmHg', date: at, source: SECRET },
  ],
  [
    'a name inside of a shape of the future',
    { data: { days: [{ start: at, symptoms: { headache: SECRET } }] } },
  ],
  [
    'a section of a Health.md day',
    {
      schema: 'healthmd.api_export',
      records: [{ date: '2026-02-05', activity: { steps: 5 }, symptoms: { headache: SECRET } }],
    },
  ],
  [
    'a figure of a Health.md day in a shape that nobody knows',
    {
      schema: 'healthmd.api_export',
      records: [
        { date: '2026-02-05', activity: { steps: 5 }, heart: { averageHeartRate: { note: SECRET } } },
      ],
    },
  ],
  [
    'what stands beside no data',
    { data: { metrics: [{ name: 'heart_rate', data: [], note: SECRET }], symptoms: [] } },
  ],
])('%s is switched off with its type', async (_what, body) => {
  const strict = await testServer({
    database,
    config: { disabledTypes: ['heart_rate_notification', 'ecg', 'blood_pressure', 'symptom', 'heart_rate'] },
  })
  const { send } = await open(strict)
  const { status } = await send(body, {}, strict)
  expect(status).toBe(200)
  expect(await findInDatabase(SECRET)).toEqual([])
})

test('a body of which nothing was kept cannot be read again, and says why', async () => {
  const { send, userId } = await open()
  const manager = await door.createKey(userId, ['manage'])
  const { answer } = await send(`{"data": {"stateOfMind": [`)
  expect(answer.code).toBe('body_not_json')
  const again = await door.call('POST', `/v1/ingestions/${answer.ingestion_id}/replay`, { key: manager })
  expect(again.json()).toMatchObject({
    status: 409,
    code: 'body_not_kept',
    ingestion_id: answer.ingestion_id,
  })
})
