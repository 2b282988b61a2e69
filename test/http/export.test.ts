import { createHash, randomBytes } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { columnsApart, tablesApart } from '../../src/database/archive-format.ts'
import { createLog } from '../../src/http/request-log.ts'
import { loadExport, unzip } from '../support/archives.ts'
import { fillAccount } from '../support/full-account.ts'
import { testServer } from '../support/server.ts'

let logged = ''
const log = createLog(
  'info',
  new Writable({
    write(chunk, _encoding, done) {
      logged += chunk
      done()
    },
  }),
)
const door = await testServer({ log })
const origin = await door.listen()
const { userId, key } = await fillAccount(door)
const neighbour = await fillAccount(door)
const files = await unzip(await loadExport(origin, key))
const manifest = JSON.parse(files.get('manifest.json')!.toString())
const linesOf = (path: string) =>
  files
    .get(path)!
    .toString()
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))

describe('the archive', () => {
  test('is a zip with a name and a day, as the document says', async () => {
    const ask = () => door.call('GET', '/v1/me/export', { key })
    let answer = await ask()
    // The turn of the one above ends a moment after its last byte.
    const askAgain = async () => {
      if (answer.statusCode === 503) answer = await ask()
      return answer.statusCode
    }
    await expect.poll(askAgain, { timeout: 10_000 }).toBe(200)
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="health-export-\d{4}-\d\d-\d\d\.zip"$/,
    )
  })

  test('leaves a line in the audit, of whole ones and of refused ones', async () => {
    const ownId = await door.createUser()
    const reader = await door.createKey(ownId, ['read'])
    await loadExport(origin, await door.createKey(ownId))
    await door.call('GET', '/v1/me/export', { key: reader })
    const { rows } = await door.pool.query(
      'select action, target, outcome from audit_log where user_id = $1 order by id',
      [ownId],
    )
    expect(rows).toEqual([
      { action: 'account.export', target: ownId, outcome: 'ok' },
      { action: 'account.export', target: ownId, outcome: 'scope_missing' },
    ])
  })

  test('lists every file with its size, checksum and rows, and itself last', () => {
    expect(manifest).toMatchObject({
      format: 'health-export-archive',
      version: 1,
      service_version: '0.1.0',
      exported_at: expect.stringMatching(/Z$/),
    })
    const expected = [...files].slice(0, -1).map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      ...(path.endsWith('.ndjson') && { rows: linesOf(path).length }),
      ...(path.startsWith('tables/') && { rows: linesOf(path.replace('.csv', '.ndjson')).length }),
    }))
    const isRaw = (file: { path: string }) => file.path.startsWith('raw/')
    expect(manifest.files.filter((file: { path: string }) => !isRaw(file))).toEqual(
      expected.filter(file => !isRaw(file)),
    )
    expect(manifest.files.map((file: { path: string }) => file.path)).toEqual([...files.keys()].slice(0, -1))
    expect([...files.keys()].at(-1)).toBe('manifest.json')
  })

  test('has every table and every column of a user, but for those that are named with a reason', async () => {
    const { rows } = await door.pool.query(
      `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns join pg_class on relname = table_name
       where table_schema = 'public' and relkind in ('r', 'p') and not relispartition and is_generated = 'NEVER'
       group by table_name having bool_or(column_name = 'user_id')`,
    )
    for (const { table, columns } of rows) {
      if (table in tablesApart && table !== 'audit_log') continue
      const path = table === 'audit_log' ? 'audit.ndjson' : `tables/${table}.ndjson`
      const apart = Object.keys(columnsApart[table] ?? {})
      const wanted = columns.filter((name: string) => name !== 'user_id' && !apart.includes(name))
      expect(linesOf(path).length, path).toBeGreaterThan(0)
      for (const line of linesOf(path)) expect(Object.keys(line), path).toEqual(wanted)
    }
    expect(rows.map(({ table }) => table)).toEqual(expect.arrayContaining(Object.keys(tablesApart)))
  })

  test('has every column of the account, and of its keys all but the secret ones', async () => {
    const columnsOf = async (table: string) => {
      const { rows } = await door.pool.query(
        `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1`,
        [table],
      )
      return rows.map(({ name }) => name)
    }
    const { keys, ...account } = JSON.parse(files.get('account.json')!.toString())
    expect(['id', ...Object.keys(account)].sort()).toEqual((await columnsOf('users')).sort())
    const apart = ['id', 'key_hash', 'user_id', 'successor_key_id']
    expect([...apart, ...Object.keys(keys[0])].sort()).toEqual((await columnsOf('api_keys')).sort())
    expect([...files.values()].some(content => content.includes('$argon2'))).toBe(false)
  })

  test('has each row in the sheet as in the lines', () => {
    for (const { name, columns } of manifest.tables) {
      if (name === 'audit_log') continue
      const sheet: string[][] = parse(files.get(`tables/${name}.csv`)!, { record_delimiter: '\r\n' })
      const cellOf = (value: unknown) => {
        if (value === null) return ''
        if (typeof value === 'string') return /^[-=+@\t\r]/.test(value) ? `'${value}` : value
        return typeof value === 'object' ? JSON.stringify(value) : String(value)
      }
      const isJson = (cell: string) => /^[[{]/.test(cell)
      const cells = linesOf(`tables/${name}.ndjson`).map(line =>
        columns.map((column: string) => cellOf(line[column])),
      )
      const shown = sheet
        .slice(1)
        .map(row => row.map(cell => (isJson(cell) ? JSON.stringify(JSON.parse(cell)) : cell)))
      expect(sheet[0], name).toEqual(columns)
      // PostgreSQL spells some numbers in another way than JavaScript does.
      const respell = (cell: string) =>
        cell !== '' && Number.isFinite(Number(cell)) ? `${Number(cell)}` : cell
      expect(shown.flat().map(respell), name).toEqual(cells.flat().map(respell))
    }
  })

  test('has the bodies byte for byte as they were sent, and none of which nothing was kept', async () => {
    const { rows } = await door.pool.query(
      `select id, redacted_types from raw_ingestions where user_id = $1 and stored_as <> 'not_kept'
       order by received_at, id`,
      [userId],
    )
    const kept = rows.filter(({ redacted_types: types }) => !types?.includes('*'))
    expect(kept.length).toBe(rows.length - 1)
    const raw = [...files].filter(([path]) => path.startsWith('raw/'))
    expect(raw.map(([path]) => path.replace(/^raw\/(.{36}).*/, '$1'))).toEqual(kept.map(({ id }) => id))
    for (const [path, content] of raw) {
      const id = path.slice(4, 40)
      const payload = await door.call('GET', `/v1/ingestions/${id}/payload`, { key })
      expect(content.equals(payload.rawPayload), path).toBe(true)
    }
    expect(new Set(raw.map(([path]) => path.slice(40)))).toEqual(new Set(['.json', '.json.gz', '.csv']))
  })

  test('has the routes as GPX, those of one second beside each other', async () => {
    const ownId = await door.createUser()
    await door.pool.query(
      `insert into workout_routes (user_id, started_at, ended_at, activity, recorded_at, latitude, longitude, altitude_m,
         speed_m_per_s, course_deg, horizontal_accuracy_m, vertical_accuracy_m, speed_accuracy_m_per_s,
         course_accuracy_deg, ingestion_id)
       select $1, '2025-01-15T16:00:00Z', '2025-01-15T16:30:00Z'::timestamptz + number * interval '1 minute', activity,
         array['2025-01-15T16:01:00Z'::timestamptz], '{1}', '{2}', '{3}', '{null}', '{null}', '{null}', '{null}',
         '{null}', '{null}', gen_random_uuid()
       from (values (1, 'running'), (2, 'Running'), (3, 'a/b: ../ ü')) as route (number, activity)`,
      [ownId],
    )
    const own = await unzip(await loadExport(origin, await door.createKey(ownId)))
    expect([...own.keys()].filter(path => path.startsWith('routes/'))).toEqual([
      'routes/2025-01-15T16-00-00Z-running.gpx',
      'routes/2025-01-15T16-00-00Z-Running.2.gpx',
      'routes/2025-01-15T16-00-00Z-a-b-ü.gpx',
    ])
    const path = [...files.keys()].find(name => name.startsWith('routes/'))!
    expect(path).toBe('routes/2025-01-15T16-00-00Z-running.gpx')
    expect(files.get(path)!.toString()).toContain('<trkpt lat="52.5" lon="13.4">')
  })

  test('has nothing of anybody else', () => {
    const { userId: other } = neighbour
    expect([...files.values()].some(content => content.includes(other))).toBe(false)
    expect(manifest.tables.find(({ name }: { name: string }) => name === 'workouts').rows).toBe(1)
  })

  test('is not begun to say how long it would be', async () => {
    expect((await door.call('HEAD', '/v1/me/export', { key })).statusCode).toBe(405)
  })
})

describe('while an export is loaded', () => {
  const stalled: IncomingMessage[] = []
  afterEach(async () => {
    for (const answer of stalled.splice(0)) answer.destroy()
    await expect.poll(countExports).toBe(0)
  })

  test('another one of the account has to wait, and a third of all', async () => {
    const [one, two] = [await openLargeAccount(), await openLargeAccount()]
    await stall(one.key)
    await stall(two.key)
    for (const waiting of [one.key, key]) {
      const refused = await door.call('GET', '/v1/me/export', { key: waiting })
      expect(refused.json()).toMatchObject({ status: 503, code: 'overloaded' })
      expect(refused.headers['retry-after']).toBe('60')
    }
    // Neither do they stand in anybody's way.
    const others = await Promise.all(
      Array.from({ length: 20 }, () => door.call('GET', '/v1/ingestions', { key })),
    )
    expect(others.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200))
  })

  test('a client that hangs up ends it, and may ask again', async () => {
    const { key: own } = await openLargeAccount()
    const answer = await stall(own)
    expect(await countExports()).toBe(1)
    answer.destroy()
    await expect.poll(countExports).toBe(0)
    await expect
      .poll(async () => (await door.call('GET', '/v1/me/export', { key: own })).statusCode)
      .toBe(200)
  })

  test('an account that is erased meanwhile is still in it, whole', async () => {
    const large = await openLargeAccount()
    const answer = await stall(large.key)
    expect((await door.call('DELETE', `/v1/users/${large.userId}`, { key })).statusCode).toBe(204)
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk)
    const whole = await unzip(Buffer.concat(chunks))
    expect([...whole.keys()].filter(path => path.startsWith('raw/')).length).toBe(32)
    expect(JSON.parse(whole.get('manifest.json')!.toString()).files.length).toBe(whole.size - 1)
  })

  test('an error breaks the connection off, and is logged without a value', async () => {
    const large = await openLargeAccount()
    const answer = await stall(large.key)
    logged = ''
    await door.pool.query(`select pg_terminate_backend(pid) from (${exportsUnderWay}) as export`)
    const received = async () => {
      for await (const _ of answer);
    }
    await expect(received()).rejects.toThrow('aborted')
    await expect.poll(() => logged).toContain('export broke off')
    expect(logged).not.toContain('@')
    expect(logged).not.toContain(large.userId)
    await expect.poll(() => outcomesOf(large.userId)).toEqual(['ok', 'broke_off'])
  })

  test('a client that stalls until its transaction is ended loses its turn', async () => {
    const large = await openLargeAccount()
    await stall(large.key)
    const idle = `${exportsUnderWay} and state_change < clock_timestamp() - interval '300 milliseconds'`
    await expect.poll(async () => (await door.pool.query(idle)).rows.length, { timeout: 5_000 }).toBe(1)
    await door.pool.query(`select pg_terminate_backend(pid) from (${exportsUnderWay}) as export`)
    await expect
      .poll(async () => (await door.call('GET', '/v1/me/export', { key: large.key })).statusCode)
      .toBe(200)
  })

  test('one that gets no connection is refused, ends nothing else and keeps no turn', async () => {
    const open = door.pool.connect.bind(door.pool) as (...how: unknown[]) => unknown
    let refusals = 1
    // With a callback it is one of the pool's own statements.
    const connect = vi.spyOn(door.pool, 'connect').mockImplementation((...how: unknown[]) => {
      if (how.length > 0 || refusals-- <= 0) return open(...how)
      return Promise.reject(new Error('timeout exceeded when trying to connect'))
    })
    const uncaught = vi.fn()
    process.once('uncaughtException', uncaught)
    const refused = await door.call('GET', '/v1/me/export', { key })
    connect.mockRestore()
    expect(refused.json()).toMatchObject({ status: 503, code: 'database_unavailable' })
    expect((await door.call('GET', '/v1/me/export', { key })).statusCode).toBe(200)
    process.off('uncaughtException', uncaught)
    expect(uncaught).not.toHaveBeenCalled()
  })

  const outcomesOf = async (ownId: string) =>
    (await door.pool.query('select outcome from audit_log where user_id = $1 order by id', [ownId])).rows.map(
      ({ outcome }) => outcome,
    )

  /** More than the buffers of a socket take. */
  async function openLargeAccount() {
    const ownId = await door.createUser()
    for (let index = 0; index < 32; index++) {
      await door.pool.query(
        `insert into raw_ingestions (user_id, received_at, id, payload, stored_as, content_encoding, sent_bytes, sha256)
         values ($1, date_trunc('milliseconds', now()), gen_random_uuid(), $2, 'as_sent', 'br', 1000000, sha256('a'))`,
        [ownId, randomBytes(1_000_000)],
      )
    }
    return { userId: ownId, key: await door.createKey(ownId) }
  }

  /** Begins to load, and then takes nothing more. */
  async function stall(own: string): Promise<IncomingMessage> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(
        `${origin}/v1/me/export`,
        { headers: { authorization: `Bearer ${own}` }, agent: false },
        resolve,
      ).on('error', reject)
    })
    answer.on('error', () => {})
    stalled.push(answer)
    expect(answer.statusCode).toBe(200)
    return answer
  }

  const exportsUnderWay = `
    select pid from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and xact_start is not null
      and pid <> pg_backend_pid()`

  async function countExports(): Promise<number> {
    return (await door.pool.query(exportsUnderWay)).rows.length
  }
})
