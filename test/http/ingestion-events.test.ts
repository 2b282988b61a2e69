import { Writable } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import { createLog } from '../../src/http/request-log.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { rotateKey } from '../../src/keys/rotate-key.ts'
import { testDatabase } from '../support/database.ts'
import { listenToEvents, type OpenEvents } from '../support/event-stream.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { heartRates, type Instance, postIngest, startInstance } from '../support/instance.ts'
import { testServer } from '../support/server.ts'

let log = ''
const destination = new Writable({
  write(chunk, _encoding, done) {
    log += chunk
    done()
  },
})
const door = await testServer({ log: createLog('info', destination) })
const origin = await door.listen()

async function openAccount() {
  const userId = await door.createUser()
  return createKey(door.pool, { userId, name: 'owner', scopes: ['ingest', 'read', 'manage'] })
}

async function signIn(key: string, at = origin) {
  const answer = await fetchChecked(`${at}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  return answer.headers.get('set-cookie')!.split(';')[0]!
}

const byKey = (key: string) => ({ authorization: `Bearer ${key}` })
const follow = (headers: Record<string, string>, query = '', at = origin) =>
  listenToEvents(`${at}/v1/ingestions${query}`, headers)

let minute = 0
/** Sends a body that nobody sent before. @returns its id */
async function send(key: string, at = origin): Promise<string> {
  const answer = await postIngest(at, key, heartRates(60 * minute++, 1))
  return ((await answer.json()) as { ingestion_id: string }).ingestion_id
}

const nextId = async (events: OpenEvents) => (await events.next()).data.ingestion_id

test('each ingestion that ends is told to who follows, by key and by cookie, as the ledger has it', async () => {
  const { key } = await openAccount()
  await send(key)
  const followers = [await follow(byKey(key)), await follow({ cookie: await signIn(key) })]
  for (const { head } of followers) {
    expect(head.status).toBe(200)
    expect(head.headers.get('content-type')).toBe('text/event-stream')
    expect(head.headers.get('cache-control')).toBe('no-store')
    expect(head.headers.get('x-accel-buffering')).toBe('no')
  }
  const sent = [await send(key), await send(key)]
  const ledger = await fetchChecked(`${origin}/v1/ingestions?limit=2`, { headers: byKey(key) })
  const { ingestions } = (await ledger.json()) as { ingestions: object[] }
  for (const events of followers) {
    const told = [await events.next(), await events.next()]
    expect(told).toEqual(
      ingestions.toReversed().map((data, index) => ({
        id: expect.stringMatching(new RegExp(`^\\d{16}-${sent[index]}$`)),
        type: 'ingestion',
        data,
      })),
    )
  }
})

test('nothing is told twice, to nobody else, and nothing that had ended before', async () => {
  const [own, other] = [await openAccount(), await openAccount()]
  await send(own.key)
  const events = await follow(byKey(own.key))
  await send(other.key)
  const sent = []
  for (let count = 0; count < 3; count++) {
    sent.push(await send(own.key))
    // Each of them is told by another question.
    expect(await nextId(events)).toBe(sent.at(-1))
  }
  await revokeKey(door.pool, { keyId: own.keyId })
  expect(await events.rest()).toEqual([])
})

test('what ends badly is told too, and with ?status= only what is asked for', async () => {
  const { key } = await openAccount()
  const [all, troubled] = [await follow(byKey(key)), await follow(byKey(key), '?status=rejected,failed')]
  const bad = '{"data": {"metrics": [{"type": "HeartRate", "recorded_at": "yesterday", "avg_bpm": 60}'
  const good = '{"type": "HeartRate", "recorded_at": "2025-01-15T10:00:00Z", "avg_bpm": 60}]}}'
  for (const body of [`{"data": {"metrics": [${good}`, `${bad}, ${good}`, `${bad}]}}`, bad]) {
    await postIngest(origin, key, body)
  }
  const statuses = async (events: OpenEvents, count: number) => {
    const told = []
    for (let index = 0; index < count; index++) told.push((await events.next()).data.status)
    return told
  }
  expect(await statuses(all, 4)).toEqual(['processed', 'partial', 'rejected', 'failed'])
  expect(await statuses(troubled, 2)).toEqual(['rejected', 'failed'])
})

test('an end that becomes visible after a later one is told all the same', async () => {
  const { key, userId } = await openAccount()
  const events = await follow(byKey(key))
  const first = await send(key)
  expect(await nextId(events)).toBe(first)
  const { rows } = await door.pool.query(
    `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, sent_bytes, sha256, processed_at)
     select $1, received_at, gen_random_uuid(), 'processed', '', 'gzip', 0, sha256(''), processed_at - interval '5 seconds'
     from raw_ingestions where id = $2 returning id`,
    [userId, first],
  )
  expect(await nextId(events)).toBe(rows[0].id)
  const last = await send(key)
  expect(await nextId(events)).toBe(last)
})

describe('who comes back', () => {
  test('is told what ended since the event that it names', async () => {
    const { key, userId } = await openAccount()
    const before = await follow(byKey(key))
    await send(key)
    const last = await before.next()
    before.close()
    const missed = [await send(key), await send(key)]
    // As if all of this had been a minute ago, beyond what may become visible late.
    const spread = [1, 2].map(seconds => `interval '${seconds * 20} seconds'`)
    for (const [index, id] of missed.entries()) {
      await door.pool.query(
        `update raw_ingestions set processed_at = processed_at + ${spread[index]} where user_id = $1 and id = $2`,
        [userId, id],
      )
    }
    const after = await follow({ ...byKey(key), 'last-event-id': last.id })
    expect([await nextId(after), await nextId(after)]).toEqual(missed)
  })

  test('after a day is told what ended in the last day', async () => {
    const { key, userId } = await openAccount()
    const [old, recent] = [await send(key), await send(key)]
    const ago = async (id: string, hours: number) => {
      const at = new Date(Date.now() - hours * 3_600_000)
      await new Partitions(door.pool).ensure('raw_ingestions', [at.getTime()])
      await door.pool.query(
        'update raw_ingestions set received_at = $3, processed_at = $3 where user_id = $1 and id = $2',
        [userId, id, at],
      )
    }
    await ago(old, 25)
    await ago(recent, 23)
    const events = await follow({
      ...byKey(key),
      'last-event-id': '1000000000000000-0197e7a0-0000-7000-8000-000000000000',
    })
    const now = await send(key)
    expect([await nextId(events), await nextId(events)]).toEqual([recent, now])
  })

  test.each([
    'nonsense',
    '12',
    `99999999999999999-${'0'.repeat(36)}`,
    // In the year 2286.
    '9999999999999999-0197e7a0-0000-7000-8000-000000000000',
    'x-0197e7a0-0000-7000-8000-000000000000',
  ])('with %s is taken for one who comes first', async lastEventId => {
    const { key } = await openAccount()
    await send(key)
    const events = await follow({ ...byKey(key), 'last-event-id': lastEventId })
    const sent = await send(key)
    expect(await nextId(events)).toBe(sent)
  })
})

describe('the stream ends', () => {
  test('when its session expires, is signed out, or is ended by its id', async () => {
    const { key, userId } = await openAccount()
    const expiring = await follow({ cookie: await signIn(key) })
    await door.pool.query('update sessions set expires_at = clock_timestamp() where user_id = $1', [userId])
    expect(await expiring.rest()).toEqual([])
    const cookies = [await signIn(key), await signIn(key)] as const
    const streams = await Promise.all(cookies.map(cookie => follow({ cookie })))
    const own = { cookie: cookies[0], origin }
    const { session_id } = (await (
      await fetchChecked(`${origin}/v1/session`, { headers: { cookie: cookies[1] } })
    ).json()) as { session_id: string }
    await fetchChecked(`${origin}/v1/sessions/${session_id}`, { method: 'DELETE', headers: own })
    expect(await streams[1]!.rest()).toEqual([])
    await fetchChecked(`${origin}/v1/session`, { method: 'DELETE', headers: own })
    expect(await streams[0]!.rest()).toEqual([])
  })

  test('when its key is revoked or expires, or its account is erased', async () => {
    const ends: ((account: Awaited<ReturnType<typeof openAccount>>) => Promise<unknown>)[] = [
      ({ keyId }) => revokeKey(door.pool, { keyId }),
      ({ keyId }) =>
        door.pool.query('update api_keys set expires_at = clock_timestamp() where key_id = $1', [keyId]),
      async ({ key }) => {
        const { email } = (await (await fetchChecked(`${origin}/v1/me`, { headers: byKey(key) })).json()) as {
          email: string
        }
        await fetchChecked(`${origin}/v1/me`, {
          method: 'DELETE',
          headers: { ...byKey(key), 'content-type': 'application/json' },
          body: JSON.stringify({ confirm: email }),
        })
      },
    ]
    for (const end of ends) {
      const account = await openAccount()
      const streams = [await follow(byKey(account.key)), await follow({ cookie: await signIn(account.key) })]
      await end(account)
      for (const events of streams) expect(await events.rest()).toEqual([])
    }
  })

  test('with a key that is rotated, and goes on in its sessions', async () => {
    const { key, keyId } = await openAccount()
    const cookie = await signIn(key)
    const [program, browser] = [await follow(byKey(key)), await follow({ cookie })]
    const successor = await rotateKey(door.pool, { keyId, graceSeconds: 0 })
    expect(await program.rest()).toEqual([])
    const sent = await send(successor.key)
    expect(await nextId(browser)).toBe(sent)
  })

  test('when the service stops, which does not wait for it', async () => {
    const stopping = await testServer({ database: door })
    const at = await stopping.listen()
    const { key } = await openAccount()
    const events = await follow(byKey(key), '', at)
    const closed = stopping.server.close()
    expect(await events.rest()).toEqual([])
    await closed
  })
})

test('an account is followed from ten places at most; who goes makes room', async () => {
  const [{ key }, other] = [await openAccount(), await openAccount()]
  const streams = await Promise.all(Array.from({ length: 10 }, () => follow(byKey(key))))
  expect(streams.map(({ head }) => head.status)).toEqual(Array(10).fill(200))
  const refused = await fetchChecked(`${origin}/v1/ingestions`, {
    headers: { ...byKey(key), accept: 'text/event-stream' },
  })
  expect(await refused.json()).toMatchObject({ status: 503, code: 'overloaded' })
  expect((await follow(byKey(other.key))).head.status).toBe(200)
  streams[0]!.close()
  const isLetIn = async () => {
    const leaving = new AbortController()
    const headers = { ...byKey(key), accept: 'text/event-stream' }
    const { status } = await fetch(`${origin}/v1/ingestions`, { headers, signal: leaving.signal })
    leaving.abort()
    return status
  }
  await expect.poll(isLetIn).toBe(200)
})

test('events are sent as they are, whatever a client could unpack', async () => {
  const { key } = await openAccount()
  const { head } = await follow({ ...byKey(key), 'accept-encoding': 'br, gzip, zstd' })
  expect(head.headers.get('content-encoding')).toBeNull()
  expect(head.headers.get('vary')).toBe('Accept')
})

test('HEAD has the head of a stream and an end, and pages are what is answered unless events are wanted more', async () => {
  const { key } = await openAccount()
  const head = await door.server.inject({
    method: 'HEAD',
    url: '/v1/ingestions',
    headers: { ...byKey(key), accept: 'text/event-stream' },
  })
  expect({ status: head.statusCode, type: head.headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/event-stream',
  })
  for (const accept of [
    '*/*',
    'application/json, text/event-stream',
    'text/html',
    'text/event-stream;q=0.1, */*',
  ]) {
    const page = await door.call('GET', '/v1/ingestions', { key, headers: { accept } })
    expect(page.json(), accept).toEqual({ ingestions: [], next_cursor: null })
  }
  const withoutScope = await createKey(door.pool, {
    userId: await door.createUser(),
    name: 'phone',
    scopes: ['ingest'],
  })
  const headers = { ...byKey(withoutScope.key), accept: 'text/event-stream' }
  expect((await fetchChecked(`${origin}/v1/ingestions`, { headers })).status).toBe(403)
})

test('while the database does not answer who follows waits, and is told afterwards', async () => {
  const { key } = await openAccount()
  const events = await follow(byKey(key))
  await door.pool.query('alter table sessions rename to sessions_away')
  const sent = await send(key)
  await expect.poll(() => log).toContain('followers of ingestions have to wait')
  await door.pool.query('alter table sessions_away rename to sessions')
  expect(await nextId(events)).toBe(sent)
  expect(log.match(/followers of ingestions have to wait/g)).toHaveLength(1)
})

test('how long somebody follows is no time that a request took', async () => {
  const { key } = await openAccount()
  const events = await follow(byKey(key))
  events.close()
  const observed = async () => {
    const text = await (await fetchChecked(`${origin}/metrics`)).text()
    const of = (metric: string) =>
      Number(
        new RegExp(`^${metric}\\{method="GET",route="/v1/ingestions",status="200"\\} (\\d+)$`, 'm').exec(
          text,
        )?.[1] ?? 0,
      )
    return [of('http_requests_total'), of('http_request_duration_seconds_count')]
  }
  const pages = (await observed())[1]!
  await expect.poll(async () => (await observed())[0]!).toBeGreaterThan(pages)
})

describe('of two instances', () => {
  let a: Instance
  let b: Instance

  beforeAll(async () => {
    const { url } = await testDatabase()
    a = await startInstance({ DATABASE_URL: url })
    b = await startInstance({ DATABASE_URL: url })
  })

  test('each tells what ended on the other, also what was written in the background', async () => {
    const { key } = a.firstKey!
    const [events, late] = [await follow(byKey(key), '', b.origin), await follow(byKey(key), '', a.origin)]
    const sent = await send(key, a.origin)
    const answer = await fetchChecked(`${b.origin}/v1/ingest`, {
      method: 'POST',
      headers: { ...byKey(key), 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify(heartRates(1_000, 5)),
    })
    const { ingestion_id: queued } = (await answer.json()) as { ingestion_id: string }
    for (const stream of [events, late]) {
      expect([await nextId(stream), await nextId(stream)]).toEqual([sent, queued])
    }
  })
})
