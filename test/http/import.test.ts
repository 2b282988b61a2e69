import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request as openRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import type { LightMyRequestResponse } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { timeOfUuid } from '../../src/database/uuid-time.ts'
import { createLog } from '../../src/http/request-log.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { openApp } from '../../src/open-app.ts'
import { appleExport, listUploads, protect } from '../support/apple-export.ts'
import { zip } from '../support/archives.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { testDatabase } from '../support/database.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { countRowsOf } from '../support/rows-of-user.ts'
import { type Call, testServer } from '../support/server.ts'
import { startService } from '../support/service.ts'

const MAX_IMPORT_BYTES = 100_000

const dataDir = await mkdtemp(join(tmpdir(), 'health-export-import-'))
afterAll(() => rm(dataDir, { recursive: true, force: true }))
const door = await testServer({ config: { dataDir, maxImportBytes: MAX_IMPORT_BYTES } })
const { pool, url } = door
const roomy = await testServer({ config: { dataDir }, database: { pool, url } })
const strict = await testServer({
  config: { dataDir, disabledTypes: ['heart_rate'] },
  database: { pool, url },
})
const origin = await door.listen()
const small = await appleExport(20)
const noExport = await zip(new Map([['notes.txt', Buffer.from('x')]]))

const asZip = { 'content-type': 'application/zip' }

async function newUser(): Promise<{ userId: string; key: string }> {
  const userId = await door.createUser()
  return { userId, key: await door.createKey(userId) }
}

const upload = (key: string, body: unknown, headers: Record<string, string> = {}, at = door) =>
  at.call('POST', '/v1/ingest', { key, body, headers: { ...asZip, ...headers } } as Call)

const readEntry = async (key: string, id: string) =>
  (await door.call('GET', `/v1/ingestions/${id}`, { key })).json()

/** The ledger's entry of an import, once it has ended. */
async function finished(key: string, id: string) {
  let entry: Record<string, unknown> = {}
  await expect
    .poll(
      async () => {
        entry = await readEntry(key, id)
        return entry.status
      },
      { timeout: 30_000, interval: 20 },
    )
    .not.toMatch(/^(received|queued|processing)$/)
  return entry
}

const noUploads = () => expect.poll(() => listUploads(dataDir), { timeout: 10_000, interval: 20 }).toEqual([])

describe('an export.zip', () => {
  test('is answered with 202 and imported afterwards; the ledger has its account, its name and no byte of it', async () => {
    const { key, userId } = await newUser()
    const response = await upload(key, small, {
      'content-disposition': 'attachment; filename="Änne’s export.zip"',
    })
    expect(response.statusCode).toBe(202)
    const { ingestion_id: id } = response.json()
    expect(response.json()).toEqual({ ingestion_id: id, status: 'queued' })
    expect(response.headers.location).toBe(`/v1/ingestions/${id}`)
    const entry = await finished(key, id)
    expect(entry).toMatchObject({
      status: 'processed',
      received: 20,
      inserted: 20,
      by_type: { heart_rate: { received: 20, inserted: 20 } },
      file_name: 'Änne’s export.zip',
      progress: null,
      sent_bytes: small.length,
      sha256: createHash('sha256').update(small).digest('hex'),
      key_id: key.split('_')[1],
      xml_faults: 0,
      left_out: 0,
      files_not_read: [],
      errors: [],
    })
    expect((await countRowsOf(door.pool, userId)).heart_rate_metrics).toBe(20)
    const { ingestions } = (await door.call('GET', '/v1/ingestions', { key })).json()
    const { errors: _, next_cursor: __, first_counts: ___, ...listed } = entry
    expect(ingestions).toEqual([listed])
    await noUploads()
  })

  test('that is sent again is all duplicates', async () => {
    const { key } = await newUser()
    for (const inserted of [20, 0]) {
      const { ingestion_id: id } = (await upload(key, small)).json()
      expect(await finished(key, id)).toMatchObject({ received: 20, inserted, duplicate: 20 - inserted })
    }
  })

  test('may come in chunks of unknown number, and by the names that systems have for a zip', async () => {
    const { key } = await newUser()
    for (const type of ['application/x-zip-compressed', 'Application/ZIP; charset=binary']) {
      const response = await upload(key, Readable.from([small.subarray(0, 99), small.subarray(99)]), {
        'content-type': type,
      })
      const entry = await finished(key, response.json().ingestion_id)
      expect(entry).toMatchObject({ received: 20, file_name: 'export.zip' })
    }
  })

  test.each([
    ['attachment', 'export.zip'],
    ['attachment; filename=导出.zip', '导出.zip'],
    ["attachment; filename=x.zip; filename*=UTF-8''%e5%af%bc%e5%87%ba.zip", '导出.zip'],
    ["attachment; filename=x.zip; filename*=UTF-8''%e5%af", 'x.zip'],
    ['attachment; filename="../../etc/pass\\"wd"', 'pass"wd'],
    ['attachment; filename="C:\\\\Users\\\\me\\\\a;b.zip"', 'a;b.zip'],
    ["attachment; filename*=UTF-8''a%00b%0a.zip", 'ab.zip'],
    [`attachment; filename="${'x'.repeat(254)}😀.zip"`, `${'x'.repeat(254)}\uFFFD`],
  ])('named by %s is called so, safely', async (disposition, fileName) => {
    const { key } = await newUser()
    const header = Buffer.from(disposition).toString('latin1')
    const { ingestion_id: id } = (await upload(key, small, { 'content-disposition': header })).json()
    expect((await finished(key, id)).file_name).toBe(fileName)
  })

  test('whose damage shows only on the way ends as failed, says so, and keeps what came before', async () => {
    const { key, userId } = await newUser()
    const damaged = await appleExport(40_000)
    damaged.fill(0xff, damaged.length - 400, damaged.length - 380)
    const { ingestion_id: id } = (await upload(key, damaged, {}, roomy)).json()
    expect(await finished(key, id)).toMatchObject({
      status: 'failed',
      progress: null,
      errors: [{ path: '', code: 'export_damaged' }],
    })
    expect((await countRowsOf(door.pool, userId)).heart_rate_metrics).toBeGreaterThan(0)
    await noUploads()
  })

  test('is read with the types withheld that are switched off, and removed all the same', async () => {
    const { key, userId } = await newUser()
    const { ingestion_id: id } = (await upload(key, small, {}, strict)).json()
    const entry = await finished(key, id)
    expect(entry).toMatchObject({
      status: 'rejected',
      received: 20,
      rejected: 20,
      disabled_types: ['heart_rate'],
      redacted_types: null,
    })
    expect((await countRowsOf(door.pool, userId)).heart_rate_metrics).toBe(0)
    await noUploads()
  })

  test('is for the eyes of its user alone', async () => {
    const { key } = await newUser()
    const { ingestion_id: id } = (await upload(key, small)).json()
    const stranger = await newUser()
    expect((await door.call('GET', `/v1/ingestions/${id}`, { key: stranger.key })).statusCode).toBe(404)
    expect((await door.call('GET', '/v1/ingestions', { key: stranger.key })).json().ingestions).toEqual([])
    await finished(key, id)
  })

  test('has neither a payload nor a replay: both are refused with 409', async () => {
    const { key } = await newUser()
    const { ingestion_id: id } = (await upload(key, small)).json()
    await finished(key, id)
    for (const response of [
      await door.call('GET', `/v1/ingestions/${id}/payload`, { key }),
      await door.call('POST', `/v1/ingestions/${id}/replay`, { key }),
    ]) {
      expect({ ...response.json(), request_id: '' }).toEqual({
        type: 'urn:health-export:problem:body-not-kept',
        title: 'Nothing of the body was kept',
        status: 409,
        code: 'body_not_kept',
        detail: 'The ledger keeps an import’s name, size and SHA-256: the file is where it came from',
        request_id: '',
        ingestion_id: id,
      })
    }
  })

  test('lies in a folder and a file that only the service may read', async () => {
    const { key } = await newUser()
    const body = new PassThrough()
    const answer = upload(key, body)
    body.write(small.subarray(0, 500))
    await expect.poll(() => listUploads(dataDir), { interval: 10 }).toHaveLength(1)
    const [name] = await listUploads(dataDir)
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    expect(await modeOf(join(dataDir, 'uploads'))).toBe('700')
    expect(await modeOf(join(dataDir, 'uploads', name!))).toBe('600')
    body.end(small.subarray(500))
    await finished(key, (await answer).json().ingestion_id)
  })
})

describe('refused, with nothing left in the folder or the ledger:', () => {
  async function expectRefused(response: LightMyRequestResponse, key: string, problem: object) {
    expect(response.json()).toMatchObject(problem)
    expect(response.json().ingestion_id).toBeUndefined()
    expect((await door.call('GET', '/v1/ingestions', { key })).json().ingestions).toEqual([])
    await noUploads()
  }

  test.each([
    ['no zip', Buffer.from('{"data": {"metrics": []}}'), 'export_unknown'],
    ['nothing at all', Buffer.alloc(0), 'export_unknown'],
    ['a zip of something else', noExport, 'export_unknown'],
    ['one with a password', protect(small), 'export_encrypted'],
    ['one that is cut off', small.subarray(0, -30), 'export_damaged'],
    ['one that has only begun', small.subarray(0, 40), 'export_damaged'],
  ])('%s', async (_what, body, code) => {
    const { key } = await newUser()
    await expectRefused(await upload(key, body), key, { status: 400, code })
  })

  test.each([
    ['a content-length above the limit', Buffer.alloc(MAX_IMPORT_BYTES + 1)],
    ['more chunks than the limit', Readable.from(Array(11).fill(Buffer.alloc(10_000)))],
  ])('%s', async (_what, body) => {
    const { key } = await newUser()
    await expectRefused(await upload(key, body), key, { status: 413, code: 'body_too_large' })
  })

  test('a content-encoding', async () => {
    const { key } = await newUser()
    const response = await upload(key, small, { 'content-encoding': 'gzip' })
    await expectRefused(response, key, { status: 415, code: 'encoding_unsupported' })
  })

  test('a client that goes away', async () => {
    const { key } = await newUser()
    const sending = openRequest(`${origin}/v1/ingest`, {
      method: 'POST',
      headers: { ...asZip, authorization: `Bearer ${key}` },
    })
    sending.on('error', () => {})
    sending.write(small.subarray(0, 500))
    await expect.poll(() => listUploads(dataDir), { interval: 10 }).toHaveLength(1)
    sending.destroy()
    await noUploads()
    expect((await door.call('GET', '/v1/ingestions', { key })).json().ingestions).toEqual([])
  })

  test.each([
    ['without a key', 401, () => Promise.resolve(undefined), 9],
    ['with a key that may not send', 403, async () => door.createKey(await door.createUser(), ['read']), 9],
    ['above the limit', 413, async () => (await newUser()).key, MAX_IMPORT_BYTES + 1],
  ] as const)('%s, before the first byte of the body came', async (_what, status, makeKey, length) => {
    const key: string | undefined = await makeKey()
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const sending = openRequest(`${origin}/v1/ingest`, {
        method: 'POST',
        headers: { ...asZip, 'content-length': length, ...(key && { authorization: `Bearer ${key}` }) },
      })
      sending.on('error', reject)
      sending.on('response', response => {
        resolve(response.statusCode)
        sending.destroy()
      })
      sending.flushHeaders()
    })
    expect(await answered).toBe(status)
  })

  test('a second upload of the same account, and a third of anybody, until one has ended', async () => {
    const [first, second, third] = [await newUser(), await newUser(), await newUser()]
    const bodies = [new PassThrough(), new PassThrough()]
    const answers = [upload(first.key, bodies[0]), upload(second.key, bodies[1])]
    for (const body of bodies) body.write(small.subarray(0, 100))
    await expect.poll(() => listUploads(dataDir), { interval: 10 }).toHaveLength(2)
    for (const { key } of [first, third]) {
      const response = await upload(key, small)
      expect(response.json()).toMatchObject({ status: 503, code: 'overloaded' })
      expect(response.headers['retry-after']).toBe('60')
    }
    for (const body of bodies) body.end(small.subarray(100))
    for (const answer of answers) expect((await answer).statusCode).toBe(202)
    const response = await upload(third.key, small)
    expect(response.statusCode).toBe(202)
    await finished(third.key, response.json().ingestion_id)
    await noUploads()
  })
})

describe('what a crash leaves behind', () => {
  /** A file of the folder that nobody has written to for so long. */
  async function leave(name: string, minutes: number): Promise<void> {
    const path = join(dataDir, 'uploads', name)
    await mkdir(join(dataDir, 'uploads'), { recursive: true })
    await writeFile(path, small)
    const at = new Date(Date.now() - minutes * 60_000)
    await utimes(path, at, at)
  }
  const id = '0197e7a0-5c3e-7b1a-9f42-1d6a8e3b7c05'

  test('half a file and one without a row are removed after ten minutes; a younger one may be an upload of another process', async () => {
    await leave(`${id}.part`, 11)
    await leave(`${id}.${id}.zip`, 11)
    await leave(`${id.replace('0197', '0198')}.part`, 9)
    await leave(`${id}.${id.replace('0197', '0198')}.zip`, 9)
    await leave('notes.txt', 9_999)
    door.uploads.wake()
    const left = [
      `${id.replace('0197', '0198')}.part`,
      `${id}.${id.replace('0197', '0198')}.zip`,
      'notes.txt',
    ]
    await expect
      .poll(async () => (await listUploads(dataDir)).sort(), { timeout: 10_000, interval: 20 })
      .toEqual(left.sort())
    for (const name of left) await rm(join(dataDir, 'uploads', name))
  })

  test('a file during which the process ended three times is not tried again', async () => {
    const { key, userId } = await newUser()
    const id = uuidv7()
    await door.pool.query(
      `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, sent_bytes, sha256, claims,
         claimed_at)
       values ($1, $2, $3, 'processing', '', 'not_kept', 1, sha256(''), 3, now() - interval '1 day')`,
      [userId, timeOfUuid(id), id],
    )
    await leave(`${userId}.${id}.zip`, 0)
    door.uploads.wake()
    expect(await finished(key, id)).toMatchObject({
      status: 'failed',
      errors: [{ path: '', code: 'internal', detail: 'The service ended each time that it read this file' }],
    })
    await noUploads()
  })
})

describe('a large export', () => {
  const RECORDS = 150_000
  const large = appleExport(RECORDS)
  const silent = createLog('silent')

  /** The whole service on a folder and a database of its own, which outlive it. */
  async function openService(settings: Record<string, string>) {
    const app = await openApp(readConfig({ PORT: '0', ...settings }), silent)
    let isOpen = true
    const close = async () => {
      if (isOpen) await app.close()
      isOpen = false
    }
    closeAfterwards(close)
    return { close, ...(await app.listen({ host: '127.0.0.1', port: 0 })) }
  }

  async function openAccount() {
    const { pool, url } = await testDatabase()
    const dataDir = await mkdtemp(join(tmpdir(), 'health-export-import-'))
    closeAfterwards(() => rm(dataDir, { recursive: true, force: true }))
    const settings = { DATABASE_URL: url, DATA_DIR: dataDir }
    const service = await openService(settings)
    return { pool, dataDir, settings, service, key: service.firstKey!.key }
  }

  const ask = (at: string, key: string, init: RequestInit = {}) =>
    fetchChecked(at, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } })

  /** @returns where its entry is, once something of it is written and more is to come */
  async function begin(at: string, key: string): Promise<string> {
    const body = new Uint8Array(await large)
    const answer = await ask(`${at}/v1/ingest`, key, { method: 'POST', headers: asZip, body })
    expect(answer.status).toBe(202)
    const location = answer.headers.get('location')!
    let entry: { status?: string; progress?: Record<string, number> | null } = {}
    await expect
      .poll(
        async () => {
          entry = (await (await ask(at + location, key)).json()) as typeof entry
          return entry.progress?.records ?? 0
        },
        { timeout: 30_000, interval: 5 },
      )
      .toBeGreaterThan(0)
    expect(entry.status).toBe('processing')
    const { bytes_read, bytes_total, records } = entry.progress!
    expect(records).toBeLessThan(RECORDS)
    expect(bytes_read).toBeGreaterThan(0)
    expect(bytes_read).toBeLessThan(bytes_total!)
    return location
  }

  test('that a stop of the service interrupts goes on at the next start, to the same account', async () => {
    const { pool, dataDir, settings, service, key } = await openAccount()
    const location = await begin(service.origin, key)
    await service.close()
    expect(await listUploads(dataDir)).toHaveLength(1)
    const { rows } = await pool.query('select status, claims from raw_ingestions')
    expect(rows).toEqual([{ status: 'queued', claims: 0 }])
    const { origin } = await openService(settings)
    await expect
      .poll(async () => (await ask(origin + location, key)).json(), { timeout: 60_000, interval: 50 })
      .toMatchObject({ status: 'processed', received: RECORDS, rejected: 0, progress: null })
    const { rows: counted } = await pool.query('select count(*)::int from heart_rate_metrics')
    expect(counted).toEqual([{ count: RECORDS }])
    await expect.poll(() => listUploads(dataDir), { interval: 20 }).toEqual([])
  }, 120_000)

  test('that a kill interrupts goes on at the next start, to the same account', async () => {
    const { pool, dataDir, settings, service, key } = await openAccount()
    await service.close()
    const killed = startService(settings)
    const location = await begin(await killed.listening(), key)
    await killed.end('SIGKILL')
    const { rows } = await pool.query('select status from raw_ingestions')
    expect(rows).toEqual([{ status: 'processing' }])
    const { origin } = await openService(settings)
    await expect
      .poll(async () => (await ask(origin + location, key)).json(), { timeout: 60_000, interval: 50 })
      .toMatchObject({ status: 'processed', received: RECORDS, rejected: 0, progress: null })
    const { rows: counted } = await pool.query('select count(*)::int from heart_rate_metrics')
    expect(counted).toEqual([{ count: RECORDS }])
    await expect.poll(() => listUploads(dataDir), { interval: 20 }).toEqual([])
  }, 120_000)

  test('whose account is erased meanwhile ends, and its file goes', async () => {
    const { pool, dataDir, service, key } = await openAccount()
    await begin(service.origin, key)
    const erased = await ask(`${service.origin}/v1/me`, key, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: 'owner@localhost' }),
    })
    expect(erased.status).toBe(204)
    await expect.poll(() => listUploads(dataDir), { timeout: 10_000, interval: 20 }).toEqual([])
    const { rows } = await pool.query(
      'select (select count(*)::int from heart_rate_metrics) as records, (select count(*)::int from raw_ingestions) as ledger',
    )
    expect(rows).toEqual([{ records: 0, ledger: 0 }])
  }, 60_000)

  test('that still waits when its account is erased goes at once', async () => {
    const { pool, dataDir, service, key } = await openAccount()
    await begin(service.origin, key)
    const { rows } = await pool.query(`insert into users (email) values ('other@example.org') returning id`)
    const other = await createKey(pool, { userId: rows[0].id, name: 'phone', scopes: ['ingest', 'manage'] })
    const sent = await ask(`${service.origin}/v1/ingest`, other.key, {
      method: 'POST',
      headers: asZip,
      body: new Uint8Array(small),
    })
    expect(sent.status).toBe(202)
    const waiting = async () => (await listUploads(dataDir)).filter(name => name.startsWith(rows[0].id))
    expect(await waiting()).toHaveLength(1)
    const erased = await ask(`${service.origin}/v1/me`, other.key, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: 'other@example.org' }),
    })
    expect(erased.status).toBe(204)
    await expect.poll(waiting, { timeout: 10_000, interval: 20 }).toEqual([])
  }, 60_000)
})
