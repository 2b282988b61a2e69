import { gzipSync } from 'node:zlib'
import { Partitions } from '../../src/database/partitions.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { rebuildRollups } from '../../src/ingest/rollups/rebuild-rollups.ts'
import type { TestServer } from './server.ts'

export interface FullAccount {
  userId: string
  key: string
}

/** An account with a row in every table and every way in which a body may be kept, or not. */
export async function fillAccount(door: TestServer): Promise<FullAccount> {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  await door.pool.query(
    `update users set timezone = 'Europe/Berlin', units = 'imperial', source_priority = array['Watch', 'Phöne, "old"', ''],
       created_at = '2024-02-29T12:34:56.123456Z' where id = $1`,
    [userId],
  )
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    door.call('POST', '/v1/ingest', { key, body, headers })

  await send({ data: { metrics: [...samples(0), ...samples(1)], workouts: [workout] } })
  // Corrections: fields of two ingestions in one row.
  await send({
    data: { metrics: samples(7), workouts: [{ ...workout, distance: { qty: 5.1, units: 'km' } }] },
  })
  await send(gzipSync(JSON.stringify({ data: { metrics: samples(2) } })), { 'content-encoding': 'gzip' })
  await send('{"data": {"metrics": [], "note": "\\u0000 \\ud800 half", "note": 2}}')
  await send('{"data": {"metrics": [{"name": "step_count"')
  await send(Buffer.from([0xff, 0xfe, 0x00, 0x80]))
  await send('Date,Step Count (count)\r\n2025-03-01 10:00:00,12\r\n', {
    'content-type': 'text/csv',
    'x-timezone': 'Europe/Berlin',
  })
  const large = await send({ data: { metrics: largeMetrics() } })
  await door.call('POST', `/v1/ingestions/${large.json().ingestion_id}/replay`, { key })
  await keepLikeAServerWithDisabledTypes(door, userId)
  await keepAnImport(door, userId)
  await insertDifficultRows(door, userId)
  await inTransaction(door.pool, client => rebuildRollups(client, userId))
  return { userId, key }
}

const instant = (minute: number) => `2025-01-15 10:${String(minute).padStart(2, '0')}:00 +0100`

const samples = (value: number) => [
  {
    name: 'heart_rate',
    units: 'count/min',
    data: [{ date: instant(0), Min: 50, Avg: 60.5 + value, Max: 120, source: 'Watch' }],
  },
  {
    name: 'blood_pressure',
    units: 'mmHg',
    data: [{ date: instant(1), systolic: 120 + value, diastolic: 80, source: 'Cuff' }],
  },
  {
    name: 'sleep_analysis',
    units: 'hr',
    data: [
      {
        date: '2025-01-15 00:00:00 +0100',
        totalSleep: 7.1 + value / 10,
        deep: 1.5,
        rem: 2,
        core: 3.6,
        sleepStart: '2025-01-14 23:00:00 +0100',
        sleepEnd: '2025-01-15 06:30:00 +0100',
        source: 'Watch',
      },
      {
        startDate: '2025-01-16 01:00:00 +0100',
        endDate: '2025-01-16 02:00:00 +0100',
        value: 'Deep',
        qty: 1,
        source: 'Watch',
      },
    ],
  },
  {
    name: 'step_count',
    units: 'count',
    data: [{ date: instant(2), qty: 100 + value, source: '=Phöne, "x"' }],
  },
  {
    name: 'moon_phase',
    units: 'lune',
    data: [{ date: instant(3), qty: 0.1 + value / 7, source: '月 👩‍👩‍👧' }],
  },
  {
    name: 'blood_glucose',
    units: 'mg/dL',
    data: [{ date: instant(4), qty: 90 + value, mealTime: 'Before Meal', source: 'Meter' }],
  },
]

const workout = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Outdoor Run',
  start: '2025-01-15 17:00:00 +0100',
  end: '2025-01-15 17:30:00 +0100',
  duration: 1_800,
  distance: { qty: 5, units: 'km' },
  heartRateData: [
    { date: '2025-01-15 17:01:00 +0100', Min: 90, Avg: 120.25, Max: 150, units: 'bpm' },
    { date: '2025-01-15 17:02:00 +0100', Avg: 121, units: 'bpm' },
  ],
  route: [
    { timestamp: '2025-01-15 17:01:00 +0100', latitude: 52.5, longitude: 13.4, altitude: 34.25, speed: 2.5 },
    { timestamp: '2025-01-15 17:02:00 +0100', latitude: 52.501, longitude: 13.401 },
  ],
}

/** More than what comes along with its row, compressed. */
const largeMetrics = () => [
  {
    name: 'active_energy',
    units: 'kJ',
    data: Array.from({ length: 6_000 }, (_, index) => ({
      date: new Date(Date.UTC(2023, 5, 1) + index * 61_000).toISOString(),
      qty: ((index * 2_654_435_761) % 4_294_967_296) / 4_294_967_296,
      source: 'Watch',
    })),
  },
]

/** What a server keeps of bodies with types that are switched off there: something, and nothing. */
async function keepLikeAServerWithDisabledTypes(door: TestServer, userId: string): Promise<void> {
  await door.pool.query(
    `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, content_type, sent_bytes, sha256,
       format, redacted_types)
     values ($1, '2025-02-01T00:00:00.123Z', '0194bece-a07b-7000-8000-000000000001', 'rejected', $2, 'gzip',
         'application/json', 99, sha256('a'), 'typed', array['heart_rate']),
       ($1, '2025-02-01T00:00:00.124Z', '0194bece-a07c-7000-8000-000000000002', 'failed', $3, 'gzip', null, 99,
         sha256('b'), null, array['*'])`,
    [userId, kept('{"data": {"metrics": [{"redacted": "heart_rate"}]}}'), kept('')],
  )
}

/** What the ledger keeps of a file of gigabytes: no byte of it. */
async function keepAnImport(door: TestServer, userId: string): Promise<void> {
  await door.pool.query(
    `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, content_type, sent_bytes, sha256,
       format, file_name, import_options, report, processing_errors)
     values ($1, '2025-02-01T00:00:00.125Z', '0194bece-a07d-7000-8000-000000000003', 'processed', '', 'not_kept',
       'application/zip', 4294967297, sha256('c'), 'apple-export', 'Exportación.zip', '{}',
       '{"status": "processed", "format": "apple-export", "received": 0, "inserted": 0, "updated": 0, "duplicate": 0,
         "rejected": 0, "by_type": {}, "uncatalogued": [], "xml_faults": 2, "left_out": 0, "files_not_read": []}', '[]')`,
    [userId],
  )
  await door.pool.query(`insert into devices (user_id, id, detail) values ($1, -1, '{"name": "Wätch"}')`, [
    userId,
  ])
}

/** Values that a text form easily loses. */
async function insertDifficultRows(door: TestServer, userId: string): Promise<void> {
  const times = ['1901-05-05', '1999-12-31', '2025-01-01'].map(Date.parse)
  for (const table of ['quantity_metrics', 'health_events', 'raw_ingestions']) {
    await new Partitions(door.pool).ensure(table, times)
  }
  const id = '0194bece-a07b-7000-8000-000000000001'
  await door.pool.query(
    `insert into quantity_metrics (user_id, metric, recorded_at, duration_s, source, value, unit, detail, ingestion_id,
       field_ingestions, merge_state)
     values ($1, 'difficult', '2025-01-01T00:00:00.000001Z', 0.1, E'a\\n\\tb\\u2028c', '-0', '%',
         '{"a": 1e400, "b": [null, 0.10, "\\"q\\""], "": {}}', $2, array[$2, null, $2]::uuid[], '{"x": [1]}'),
       ($1, 'difficult', '1999-12-31T23:59:59.999999Z', 0, '', 5e-324, '', null, $2, null, null),
       ($1, 'difficult', '2025-01-01T00:00:00.000002Z', 0, '-1+1', 0.1::float8 + 0.2::float8, '', '[]', $2, '{}', null),
       ($1, 'difficult', '1901-05-05T00:00:00Z', 0, ',', 1.7976931348623157e308, '', null, $2, null, null)`,
    [userId, id],
  )
  await door.pool.query(
    `insert into health_events (user_id, type, started_at, ended_at, name, client_id, detail, ingestion_id)
     values ($1, 'état', '2025-01-01T00:00:00.5Z', '2025-01-01T00:00:01Z', E'Übelkeit "stark", 🤢\\r\\n', 'x', '{"n": -0.0}', $2)`,
    [userId, id],
  )
  await door.pool.query(
    `insert into audit_log (user_id, id, recorded_at, key_id, action, target, outcome)
     values ($1, $2, '2025-02-01T00:00:00.123456Z', 'abcdefghijkl', 'key.create', 'mnopqrstuvwx', 'done'),
       ($1, '0194bece-a07c-7000-8000-000000000009', '2025-02-01T00:00:00.2Z', null, 'login', null, 'refused')`,
    [userId, id],
  )
}

const kept = (text: string) => gzipSync(text, { level: 1 })
