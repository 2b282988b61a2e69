import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { createLog } from '../../src/http/request-log.ts'
import { testServer } from '../support/server.ts'

const lines: Record<string, unknown>[] = []
const log = createLog('info', { write: line => lines.push(JSON.parse(line)) })
const door = await testServer({ log })
const origin = await door.listen()
const userId = await door.createUser()
const key = await door.createKey(userId)

await door.call('POST', '/v1/ingest', {
  key,
  body: {
    data: {
      metrics: [
        {
          type: 'HeartRate',
          recorded_at: '2025-01-15T10:01:00Z',
          min_bpm: 50,
          avg_bpm: 61.5,
          max_bpm: 80,
          source: 'Watch, "old"',
        },
        { type: 'BloodPressure', recorded_at: '2025-01-15T10:01:00Z', systolic: 120, diastolic: 80 },
        {
          type: 'Quantity',
          metric: 'grip / left',
          recorded_at: '2025-01-15T10:01:00.25Z',
          ended_at: '2025-01-15T10:02:00.25Z',
          value: 41,
          unit: 'kg\nf',
          source: '=Grip',
          note: 'a "firm" one',
        },
        { type: 'Quantity', metric: 'grip / left', recorded_at: '2025-01-15T10:03:00Z', value: 1e-7 },
      ],
    },
  },
})

const get = async (path: string, accept: string) => {
  const response = await door.call('GET', `/v1/metrics/${path}`, { key, headers: { accept } })
  expect(response.statusCode).toBe(200)
  return response
}

test('CSV has a header line, the numbers of the metric’s kind, and quotes what needs it', async () => {
  const csvOf = async (name: string) => (await get(`${name}/samples`, 'text/csv')).body
  expect(await csvOf('heart_rate')).toBe(
    'recorded_at,duration_s,grouped,source,unit,min,avg,max,detail\r\n' +
      '2025-01-15T10:01:00.000Z,0,false,"Watch, ""old""",count/min,50,61.5,80,\r\n',
  )
  expect(await csvOf('blood_pressure')).toBe(
    'recorded_at,duration_s,grouped,source,unit,systolic,diastolic,detail\r\n' +
      '2025-01-15T10:01:00.000Z,0,false,,mmHg,120,80,\r\n',
  )
  expect(await csvOf('grip%20%2F%20left')).toBe(
    'recorded_at,duration_s,grouped,source,unit,value,min,avg,max,detail\r\n' +
      '2025-01-15T10:01:00.250Z,60,false,=Grip,"kg\nf",41,,,,"{""note"":""a \\""firm\\"" one""}"\r\n' +
      '2025-01-15T10:03:00.000Z,0,false,,,1e-7,,,,\r\n',
  )
  expect(await csvOf('vo2_max')).toBe(
    'recorded_at,duration_s,grouped,source,unit,value,min,avg,max,detail\r\n',
  )
})

test('an answer says what it is and how a browser should name it', async () => {
  const headersOf = async (accept: string) => {
    const { headers } = await get('grip%20%2F%20left/samples', accept)
    return [headers['content-type'], headers['content-disposition'], headers.vary]
  }
  expect(await headersOf('text/csv')).toEqual([
    'text/csv; charset=utf-8',
    'attachment; filename="grip_left.csv"',
    'Accept, Accept-Encoding',
  ])
  expect(await headersOf('application/x-ndjson')).toEqual([
    'application/x-ndjson; charset=utf-8',
    undefined,
    'Accept, Accept-Encoding',
  ])
  expect(await headersOf('*/*')).toEqual([
    'application/json; charset=utf-8',
    undefined,
    'Accept, Accept-Encoding',
  ])
})

test('an unknown metric and a bad cursor are problems, whatever form was asked for', async () => {
  for (const accept of ['text/csv', 'application/x-ndjson']) {
    const answer = async (path: string) => {
      const { statusCode, headers } = await door.call('GET', path, { key, headers: { accept } })
      return [statusCode, headers['content-type'], headers['content-disposition']]
    }
    const problem = 'application/problem+json; charset=utf-8'
    expect(await answer('/v1/metrics/no_such_metric/samples')).toEqual([404, problem, undefined])
    expect(await answer('/v1/metrics/heart_rate/samples?cursor=abc')).toEqual([400, problem, undefined])
  }
})

const manyUser = await door.createUser()
const manyKey = await door.createKey(manyUser)
/** More than the buffers on the way to a client hold. */
const MANY = 150_000
await door.pool.query(
  `insert into heart_rate_metrics (user_id, recorded_at, source, avg_bpm, ingestion_id)
   select $1, '2025-03-01T00:00:00Z'::timestamptz + n / 2 * interval '17.000001 seconds', 'Watch ' || n % 2, 60 + n % 40,
     gen_random_uuid()
   from generate_series(0, $2::integer - 1) as n`,
  [manyUser, MANY],
)
await door.pool.query('analyze heart_rate_metrics')

test.each(['asc', 'desc'])('all samples are streamed, each once, in the order %s', async order => {
  const call = async (query: string, accept: string) =>
    (await door.call('GET', `/v1/metrics/heart_rate/samples?${query}`, { key: manyKey, headers: { accept } }))
      .body
  const narrowed = `order=${order}&from=2025-03-10T00:00:00Z&to=2025-03-11T12:00:00Z`
  const paged: object[] = []
  for (let cursor = ''; ; ) {
    const page = JSON.parse(await call(`${narrowed}&limit=1999${cursor}`, 'application/json'))
    paged.push(...page.samples)
    if (page.next_cursor === null) break
    cursor = `&cursor=${page.next_cursor}`
  }
  expect(paged.length).toBeGreaterThan(14_000)
  const readLines = (text: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line))
  expect(readLines(await call(narrowed, 'application/x-ndjson'))).toEqual(paged)
  const csv = parse(await call(narrowed, 'text/csv'), { columns: true }) as Record<string, string>[]
  expect(csv.map(({ recorded_at, source, avg }) => [recorded_at, source, Number(avg)])).toEqual(
    paged.map(sample => {
      const { recorded_at, source, avg } = sample as Record<string, unknown>
      return [recorded_at, source, avg]
    }),
  )

  const oneSource = paged.filter(sample => (sample as { source: string }).source === 'Watch 1')
  expect(readLines(await call(`${narrowed}&source=Watch%201&limit=4001`, 'application/x-ndjson'))).toEqual(
    oneSource.slice(0, 4001),
  )
  const { next_cursor } = JSON.parse(await call(`${narrowed}&limit=5000`, 'application/json'))
  expect(readLines(await call(`${narrowed}&cursor=${next_cursor}`, 'application/x-ndjson'))).toEqual(
    paged.slice(5000),
  )
})

test('HEAD reads no more than a sample', async () => {
  const { statements, stop } = countConnections()
  const response = await door.server.inject({
    method: 'HEAD',
    url: '/v1/metrics/heart_rate/samples',
    headers: { authorization: `Bearer ${manyKey}`, accept: 'text/csv' },
  })
  stop()
  expect([response.statusCode, response.headers['content-type'], response.body]).toEqual([
    200,
    'text/csv; charset=utf-8',
    '',
  ])
  expect(statements()).toBeLessThan(4)
})

/** How often a connection was taken from the pool, which is once a page. */
function countConnections() {
  let count = 0
  const add = () => {
    count += 1
  }
  door.pool.on('acquire', add)
  return { statements: () => count, stop: () => door.pool.off('acquire', add) }
}

const open = async () => {
  const asked = request(`${origin}/v1/metrics/heart_rate/samples`, {
    headers: { authorization: `Bearer ${manyKey}`, accept: 'application/x-ndjson' },
  }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return response
}
const lineOf = (requestId: unknown, text: string) =>
  lines.find(({ request_id, msg }) => request_id === requestId && msg === text)

test('a client that takes nothing holds no connection, and one that hangs up is read no further', async () => {
  const { statements, stop } = countConnections()
  const response = await open()
  const isIdle = () => door.pool.idleCount === door.pool.totalCount
  let before = -1
  // Nothing is read any more once the buffers are full.
  await expect
    .poll(
      () => {
        const isStill = isIdle() && statements() === before
        before = statements()
        return isStill
      },
      { interval: 200, timeout: 10_000 },
    )
    .toBe(true)
  expect(before).toBeLessThan(MANY / 2000)
  response.destroy()
  await expect
    .poll(() => lineOf(response.headers['x-request-id'], 'request aborted by the client'), { timeout: 5_000 })
    .toMatchObject({ route: '/v1/metrics/:metric/samples' })
  expect(isIdle()).toBe(true)
  expect(statements()).toBeLessThan(MANY / 2000)
  stop()
})

test('an error in the middle breaks the answer off and is logged', async () => {
  const response = await open()
  await door.pool.query('alter table heart_rate_metrics rename to elsewhere')
  try {
    let text = ''
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    const [error] = await once(response, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
    expect(response.complete).toBe(false)
    expect(text.split('\n').length).toBeGreaterThan(2000)
    expect(lineOf(response.headers['x-request-id'], 'answer broken off')).toMatchObject({
      level: 50,
      err: { type: 'error', code: '42P01' },
    })
  } finally {
    await door.pool.query('alter table elsewhere rename to heart_rate_metrics')
  }
})
