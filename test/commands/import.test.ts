import { gzipSync } from 'node:zlib'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/commands/import.ts'
import { readArchiveTables } from '../../src/database/archive-format.ts'
import { readDisabledTypes } from '../../src/read-disabled-types.ts'
import { type Files, forge, loadExport, unzip, writeTemporary, zip } from '../support/archives.ts'
import { runCommand } from '../support/command-line.ts'
import { testDatabase } from '../support/database.ts'
import { fillAccount } from '../support/full-account.ts'
import { testServer } from '../support/server.ts'

const old = await testServer()
const fresh = await testServer({ database: await testDatabase() })
const { userId: oldUserId, key } = await fillAccount(old)
const oldOrigin = await old.listen()
const freshOrigin = await fresh.listen()
const before = new Map<string, string[]>()
let archive: Buffer
let files: Files

beforeAll(async () => {
  // The audit has a line more afterwards.
  for (const { name } of await readArchiveTables(old.pool)) {
    before.set(name, await dump(old.pool, name, oldUserId))
  }
  archive = await loadExport(oldOrigin, key)
  files = await unzip(archive)
})

describe('an archive', () => {
  test('brings every row of every table to another server exactly as it was', async () => {
    const result = await importJson(archive, 'moved@example.org')
    const userId = await userIdOf('moved@example.org')
    const rows: Record<string, number> = {}
    for (const [name, exported] of before) {
      rows[name] = exported.length
      expect(exported.length, name).toBeGreaterThan(0)
      const restored = await dump(fresh.pool, name, userId)
      expect(restored.filter(isNoImport), name).toEqual(exported)
    }
    const rawBodies = [...files.keys()].filter(path => path.startsWith('raw/')).length
    expect(result).toEqual({ user_id: userId, created: true, rows, raw_bodies: rawBodies })
  })

  test('is summed up anew', async () => {
    const { user_id } = await importJson(archive, 'sums@example.org')
    const read = async (pool: Pool, userId: string) => {
      const { rows } = await pool.query(
        `select metric, resolution_min, component, unit, grouping_s, source, bucket_start, sample_count,
           round(value_sum::numeric, 9) as value_sum, round(weighted_sum::numeric, 9) as weighted_sum, weight_s, min, max
         from sample_rollups join sample_streams on sample_streams.user_id = $1 and id = stream_id
         where sample_rollups.user_id = $1 and metric <> 'difficult' order by 1, 2, 3, 4, 5, 6, 7`,
        [userId],
      )
      return rows
    }
    const sums = await read(fresh.pool, user_id)
    expect(sums.length).toBeGreaterThan(100)
    expect(sums).toEqual(await read(old.pool, oldUserId))
  })

  test('brings the account, and no key', async () => {
    await importJson(archive, 'Account@Example.org')
    const { rows } = await fresh.pool.query(
      `select email, timezone, source_priority, created_at::text,
         (select count(*)::integer from api_keys where user_id = users.id) as keys
       from users where email = 'account@example.org'`,
    )
    expect(rows).toEqual([
      {
        email: 'account@example.org',
        timezone: 'Europe/Berlin',
        source_priority: ['Watch', 'Phöne, "old"', ''],
        created_at: '2024-02-29 12:34:56.123456+00',
        keys: 0,
      },
    ])
  })

  test('is exported again as it was imported', async () => {
    const { user_id } = await importJson(archive, 'again@example.org')
    const again = await unzip(await loadExport(freshOrigin, await fresh.createKey(user_id)))
    const kept = (all: Files) => [...all].filter(([path]) => /^(tables|routes|raw|audit)/.test(path))
    expect(kept(again).map(([path]) => path)).toEqual(kept(files).map(([path]) => path))
    for (const [path, content] of kept(files)) {
      const lines = again.get(path)!.toString('latin1').split('\n').filter(isNoImport)
      expect(lines.join('\n') === content.toString('latin1'), path).toBe(true)
    }
  })

  test('leaves a line in the audit of the account, restored or refused, and none where nobody is made', async () => {
    const { user_id: userId } = await importJson(archive, 'audited@example.org')
    await importFailing(archive, 'audited@example.org')
    await importFailing(archive.subarray(0, -1000), 'nobody@example.org')
    const { rows } = await fresh.pool.query(
      `select key_id, target, outcome from audit_log where user_id = $1 and action = 'account.import' order by id`,
      [userId],
    )
    const byHost = { key_id: null, target: userId }
    expect(rows).toEqual([
      { ...byHost, outcome: 'ok' },
      { ...byHost, outcome: 'invalid_request' },
    ])
    expect(await userIdOf('nobody@example.org')).toBeUndefined()
  })

  test('is summed up for longer than the pool allows a statement, where it has to', async () => {
    await fresh.pool.query(
      `create function take_long() returns trigger language plpgsql as
         $$ begin perform pg_sleep(3.5); return null; end $$;
       create trigger take_long before delete on sample_rollups for each statement execute function take_long()`,
    )
    try {
      const result = await run('export.zip', archive, ['--user', 'slow@example.org', '--json'], {
        DATABASE_URL: `${fresh.url}?statement_timeout=3000`,
      })
      expect(result).toMatchObject({ exitCode: 0, err: '' })
    } finally {
      await fresh.pool.query('drop function take_long cascade')
    }
  })

  test('fills an account that is there and has nothing yet, and leaves its settings', async () => {
    const userId = await fresh.createUser()
    const result = await importJson(archive, userId)
    expect(result).toMatchObject({ user_id: userId, created: false, rows: { heart_rate_metrics: 1 } })
    const { rows } = await fresh.pool.query('select timezone from users where id = $1', [userId])
    expect(rows).toEqual([{ timezone: 'UTC' }])
  })

  test('goes on as a living account: what is sent again is duplicate, what is read again too', async () => {
    const { user_id } = await importJson(archive, 'living@example.org')
    const ownKey = await fresh.createKey(user_id)
    const path = [...files.keys()].find(name => name.endsWith('.json.gz'))!
    const sent = await fresh.call('POST', '/v1/ingest', {
      key: ownKey,
      body: files.get(path)!,
      headers: { 'content-encoding': 'gzip' },
    })
    expect(sent.json()).toMatchObject({ status: 'processed', inserted: 0 })
    const id = /raw\/([0-9a-f-]+)/.exec(path)![1]
    const replayed = await fresh.call('POST', `/v1/ingestions/${id}/replay`, { key: ownKey })
    expect(replayed.json()).toMatchObject({ status: 'processed', inserted: 0 })
  })

  test('with an import that was under way says that it will not go on: its file stayed behind', async () => {
    const underWay = await zip(
      forge(files, 'tables/raw_ingestions.ndjson', text =>
        text.replace(/^.*"not_kept".*$/m, line =>
          line.replace('"status":"processed"', '"status":"processing"'),
        ),
      ),
    )
    const { user_id } = await importJson(underWay, 'halfway@example.org')
    const { rows } = await fresh.pool.query(
      `select status, processing_errors, octet_length(payload) as bytes, file_name, sent_bytes from raw_ingestions
       where user_id = $1 and stored_as = 'not_kept'`,
      [user_id],
    )
    expect(rows).toEqual([
      {
        status: 'failed',
        processing_errors: [
          {
            path: '',
            code: 'body_not_kept',
            detail: 'The export was made before the import ended: import the file again',
          },
        ],
        bytes: 0,
        file_name: 'Exportación.zip',
        sent_bytes: '4294967297',
      },
    ])
  })

  test('is refused by an account that has data, which stays as it is', async () => {
    const userId = await fresh.createUser()
    await fresh.call('POST', '/v1/ingest', { key: await fresh.createKey(userId), body: { data: {} } })
    const counts = await countRecords()
    expect(await importFailing(archive, userId)).toEqual({
      exitCode: 1,
      failure: { code: 'account_not_empty', detail: expect.stringContaining('empty') },
    })
    expect(await countRecords()).toEqual(counts)
  })

  test('is refused where types are switched off', async () => {
    expect(
      await importFailing(archive, 'off@example.org', { INGEST_DISABLED_TYPES: 'heart_rate' }),
    ).toMatchObject({
      exitCode: 1,
      failure: { code: 'types_disabled' },
    })
  })
})

describe('an archive that is not whole changes nothing:', () => {
  const lines = 'tables/heart_rate_metrics.ndjson'
  const manifestOf =
    (change: (manifest: { version: number; tables: { columns: string[] }[] }) => void) => () => {
      const manifest = JSON.parse(files.get('manifest.json')!.toString())
      change(manifest)
      return zip(new Map(files).set('manifest.json', Buffer.from(JSON.stringify(manifest))))
    }
  const broken: Record<string, [code: string, detail: RegExp, make: () => Buffer | Promise<Buffer>]> = {
    'cut off': ['archive_invalid', /The zip is damaged or cut off/, () => archive.subarray(0, -1000)],
    'a byte changed': [
      'archive_invalid',
      /quantity_metrics|damaged/,
      () => {
        const changed = Buffer.from(archive)
        changed[changed.indexOf('tables/quantity_metrics.ndjson') + 5000]! ^= 1
        return changed
      },
    ],
    'bytes that do not unpack': [
      'archive_invalid',
      /The zip is damaged or cut off/,
      () => {
        const changed = Buffer.from(archive)
        const path = 'tables/quantity_metrics.ndjson'
        return changed.fill(
          0xff,
          changed.indexOf(path) + path.length,
          changed.indexOf(path) + path.length + 8,
        )
      },
    ],
    'an account from no time': [
      'archive_invalid',
      /account\.json is not what an export writes/,
      () => zip(forge(files, 'account.json', text => text.replace(/("created_at": ")[^"]*/, '$1infinity'))),
    ],
    'a file changed': [
      'archive_invalid',
      /README\.txt is not what the manifest says/,
      () => zip(new Map(files).set('README.txt', Buffer.from('{}\n'))),
    ],
    'a file of the same size changed': [
      'archive_invalid',
      /heart_rate_metrics\.ndjson is not what the manifest says/,
      () => zip(new Map(files).set(lines, Buffer.from(`${files.get(lines)!}`.replace('Watch', 'Wotch')))),
    ],
    'a file that the manifest does not name': [
      'archive_invalid',
      /raw\/x\.json is twice in the archive, or not in its manifest/,
      () => zip(new Map([['raw/x.json', Buffer.from('{}')], ...files])),
    ],
    'a file missing': [
      'archive_invalid',
      /The archive lacks tables\/heart_rate_metrics\.ndjson/,
      () => zip(new Map([...files].filter(([path]) => path !== lines))),
    ],
    'a row more than the manifest says': [
      'archive_invalid',
      /heart_rate_metrics\.ndjson has 2 rows; the manifest says 1/,
      () => zip(forge(files, lines, text => text + text)),
    ],
    'two rows in a line': [
      'archive_invalid',
      /heart_rate_metrics\.ndjson has a line that is no JSON object/,
      () => zip(forge(files, lines, text => `${text.trim()},${text.trim()}\n`)),
    ],
    'a row twice': [
      'archive_invalid',
      /heart_rate_metrics\.ndjson has a value that the database does not take, or a row twice/,
      () => {
        const twice = forge(files, lines, text => text + text)
        const manifest = JSON.parse(twice.get('manifest.json')!.toString())
        for (const part of [...manifest.tables, ...manifest.files]) {
          if (part.name === 'heart_rate_metrics' || part.path === lines) part.rows = 2
        }
        return zip(twice.set('manifest.json', Buffer.from(JSON.stringify(manifest))))
      },
    ],
    'a value out of range in the last table': [
      'archive_invalid',
      /workouts\.ndjson has a value that the database does not take/,
      () =>
        zip(
          forge(files, 'tables/workouts.ndjson', text =>
            text.replace('"avg_heart_rate":', '"avg_heart_rate":9'),
          ),
        ),
    ],
    'a time before 1900': [
      'archive_invalid',
      /has a row whose recorded_at is no time from 1900/,
      () => zip(forge(files, lines, text => text.replace('"recorded_at":"2025', '"recorded_at":"1025'))),
    ],
    'no account': [
      'archive_invalid',
      /account\.json is not what an export writes/,
      () => zip(forge(files, 'account.json', () => '[]')),
    ],
    'an unknown time zone': [
      'archive_invalid',
      /account\.json is not what an export writes/,
      () => zip(forge(files, 'account.json', text => text.replace('Europe/Berlin', 'Europe/Nowhere'))),
    ],
    'a time zone that only PostgreSQL takes for one': [
      'archive_invalid',
      /account\.json is not what an export writes/,
      () => zip(forge(files, 'account.json', text => text.replace('Europe/Berlin', 'UTC+3'))),
    ],
    'a source that cannot be stored': [
      'archive_invalid',
      /account\.json has a value that the database does not take/,
      () => zip(forge(files, 'account.json', text => text.replace('"Watch"', '"\\u0000"'))),
    ],
    'bodies in another order': [
      'archive_invalid',
      /The bodies under raw\/ are not those of the ledger, in its order/,
      () => {
        const isRaw = ([path]: [string, Buffer]) => path.startsWith('raw/')
        const raw = [...files].filter(isRaw).reverse()
        return zip(new Map([...[...files].filter(file => !isRaw(file)), ...raw]))
      },
    ],
    'of a newer version': [
      'archive_too_new',
      /upgrade this service first/,
      manifestOf(manifest => manifest.version++),
    ],
    'a column that nobody knows': [
      'archive_too_new',
      /upgrade this service first/,
      manifestOf(manifest => manifest.tables[0]!.columns.push('shoe_size')),
    ],
    'no archive of ours': [
      'file_unsupported',
      /\/v1\/me\/export/,
      () => zip(new Map([['export.json', Buffer.from('{}')]])),
    ],
  }

  test.each(Object.entries(broken))('%s', async (_what, [code, detail, make]) => {
    const counts = await countRows()
    const { exitCode, failure } = await importFailing(await make(), 'broken@example.org')
    expect({ exitCode, ...failure }).toEqual({ exitCode: 1, code, detail: expect.stringMatching(detail) })
    expect(await countRows()).toEqual(counts)
  })
})

describe('another file', () => {
  const body = { data: { metrics: [{ type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', bpm: 60 }] } }

  test('that the API accepts is taken in as if it had been sent', async () => {
    const userId = await fresh.createUser()
    const report = {
      ingestion_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'processed',
      format: 'typed',
      received: 1,
      inserted: 1,
      updated: 0,
      duplicate: 0,
      rejected: 0,
      count: 1,
      by_type: { heart_rate: { received: 1, inserted: 1, updated: 0, duplicate: 0, rejected: 0 } },
      uncatalogued: [],
      errors: [],
      errors_truncated: false,
      processing_ms: expect.any(Number),
    }
    expect(await importJson(JSON.stringify(body), userId, 'a.json')).toEqual(report)
    expect(await importJson(gzipSync(JSON.stringify(body)), userId, 'A.JSON.GZ')).toMatchObject({
      inserted: 0,
      duplicate: 1,
    })
    expect(
      await importJson(
        '{"metric": "heart_rate", "value": 61, "unit": "count/min", "date": "2025-01-16T10:00:00Z"}\n',
        userId,
        'a.ndjson',
      ),
    ).toMatchObject({
      received: 1,
    })
    const text = await run('a.json', JSON.stringify(body), ['--user', userId])
    expect(text).toEqual({
      exitCode: 0,
      out: 'Read as typed. Records: 1 received, 0 inserted, 0 updated, 1 duplicate, 0 rejected.\n',
      err: '',
    })
  })

  test('that cannot be read is a failure that names its ledger entry’s problem', async () => {
    const userId = await fresh.createUser()
    expect(await importFailing('{"cut off', userId, {}, 'a.json')).toMatchObject({
      exitCode: 1,
      failure: { code: 'body_not_json' },
    })
    expect(await importFailing('{}', userId, {}, 'export.txt')).toMatchObject({
      exitCode: 1,
      failure: { code: 'file_unsupported', detail: expect.stringContaining('/v1/me/export') },
    })
    expect(await importFailing('{}', 'nobody@example.org', {}, 'a.json')).toMatchObject({
      exitCode: 1,
      failure: { code: 'not_found' },
    })
  })

  test('that is not there, or no user, is told apart from a wrong call', async () => {
    const missing = await runArgs(['import', '/nowhere/a.json', '--user', 'a@example.org', '--json'])
    expect({ exitCode: missing.exitCode, ...JSON.parse(missing.err) }).toEqual({
      exitCode: 1,
      code: 'file_unreadable',
      detail: 'The file cannot be read (ENOENT)',
    })
    expect((await runArgs(['import', '/nowhere/a.json'])).exitCode).toBe(2)
    expect((await importFailing(archive, 'no e-mail@')).exitCode).toBe(2)
  })
})

/** Everything that PostgreSQL can show of the rows, in the order of their key. */
async function dump(pool: Pool, table: string, userId: string): Promise<string[]> {
  const { rows } = await pool.query(
    `select (to_jsonb(own) - 'user_id')::text || row_to_json(own)::text as row from ${table} as own
     where user_id = $1`,
    [userId],
  )
  return rows.map(({ row }) => row.replaceAll(userId, 'the user')).sort()
}

async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of ['users', ...(await readArchiveTables(fresh.pool)).map(table => table.name)]) {
    counts[name] = (await fresh.pool.query(`select count(*)::integer from ${name}`)).rows[0].count
  }
  return counts
}

async function countRecords(): Promise<Record<string, number>> {
  const { audit_log: _, ...counts } = await countRows()
  return counts
}

/** The import adds a line of its own to the audit that it restores. */
const isNoImport = (row: string) => !row.includes('account.import')

async function userIdOf(email: string): Promise<string> {
  return (await fresh.pool.query('select id from users where email = $1', [email])).rows[0]?.id
}

const runArgs = (args: string[], settings: Record<string, string> = {}) =>
  runCommand(
    { DATABASE_URL: fresh.url, ...settings },
    context => [importCommand(context, readDisabledTypes)],
    args,
  )

const run = (name: string, content: Buffer | string, args: string[], settings: Record<string, string> = {}) =>
  runArgs(['import', writeTemporary(name, content), ...args], settings)

async function importJson(content: Buffer | string, user: string, name = 'export.zip') {
  const { exitCode, out, err } = await run(name, content, ['--user', user, '--json'])
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return JSON.parse(out)
}

async function importFailing(
  content: Buffer | string,
  user: string,
  settings: Record<string, string> = {},
  name = 'export.zip',
) {
  const { exitCode, out, err } = await run(name, content, ['--user', user, '--json'], settings)
  expect(out).toBe('')
  return { exitCode, failure: JSON.parse(err) }
}
