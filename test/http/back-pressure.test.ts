import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { readChecked } from '../support/fetch-checked.ts'
import { heartRates } from '../support/instance.ts'
import { type TestServer, testServer } from '../support/server.ts'

const MIB = 1_048_576
/** Of which there is room for one. */
const LARGE = 20 * MIB
/** What the service lets wait: 45 seconds of 20 MB each. */
const FITS_IN_LINE = Math.floor(900_000_000 / LARGE)

const agent = new Agent({ maxSockets: Infinity })
const door = await open()

afterEach(async () => {
  await until(door, { held: 0, waiting: 0 })
})

async function open() {
  const server = await testServer({ config: { maxBodyBytes: 24 * MIB } })
  const key = await server.createKey(await server.createUser())
  return { ...server, key, origin: await server.listen() }
}

type Door = Awaited<ReturnType<typeof open>>

/** Ten records that no other number has, and blanks up to the size. */
const bodyOf = (number: number, bytes: number) =>
  Buffer.from(JSON.stringify(heartRates(number * 10, 10)).padEnd(bytes))

function post({ origin, key }: Door, headers: Record<string, string | number>): ClientRequest {
  const posting = request(`${origin}/v1/ingest`, {
    method: 'POST',
    agent,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
  })
  posting.on('error', () => {})
  return posting
}

/** Announces a body and sends nothing of it. */
function announce(to: Door, headers: Record<string, string | number> = {}): ClientRequest {
  const posting = post(to, { 'content-length': LARGE, ...headers })
  posting.flushHeaders()
  return posting
}

/** Begins a body of which nothing comes until the caller sends it: it is asked for, so that it has its room. */
async function enter(to: Door): Promise<ClientRequest> {
  const posting = announce(to, { expect: '100-continue' })
  await once(posting, 'continue')
  return posting
}

async function answerOf(posting: ClientRequest) {
  const [response] = (await once(posting, 'response')) as [IncomingMessage]
  const answer = JSON.parse(await readChecked('POST', '/v1/ingest', response))
  return { status: response.statusCode, headers: response.headers, answer }
}

async function send(to: Door, headers: Record<string, string | number>, body: Buffer) {
  const posting = post(to, headers)
  posting.end(body)
  const { status, answer } = await answerOf(posting)
  return { status, received: answer.received, inserted: answer.inserted }
}

/** What is taken and what is waited for now. */
async function bytesOf(server: TestServer) {
  const { body } = await server.call('GET', '/metrics')
  const read = (state: string) =>
    Number(new RegExp(`^ingest_body_bytes{state="${state}"} (\\d+)$`, 'm').exec(body)![1])
  return { held: read('held'), waiting: read('waiting') }
}

const until = (server: TestServer, bytes: { held?: number; waiting: number }) =>
  expect.poll(() => bytesOf(server), { interval: 5, timeout: 4_000 }).toMatchObject(bytes)

test('eight large bodies at once are all taken in, one after the other', async () => {
  const seen = { held: 0, waiting: 0 }
  let underWay = 8
  const uploads = Array.from({ length: 8 }, (_, number) =>
    send(door, { 'content-length': LARGE }, bodyOf(number, LARGE)).finally(() => {
      underWay--
    }),
  )
  const look = async () => {
    const { held, waiting } = await bytesOf(door)
    seen.held = Math.max(seen.held, held)
    seen.waiting = Math.max(seen.waiting, waiting)
    return underWay
  }
  await expect.poll(look, { interval: 20, timeout: 30_000 }).toBe(0)
  expect(await Promise.all(uploads)).toEqual(Array(8).fill({ status: 200, received: 10, inserted: 10 }))
  expect(seen.held).toBe(LARGE)
  expect(seen.waiting).toBeGreaterThanOrEqual(LARGE)
}, 40_000)

test('bodies without a length are taken in beside each other and beside one that has one', async () => {
  const chunked = Array.from({ length: 4 }, (_, number) =>
    send(door, { 'transfer-encoding': 'chunked' }, bodyOf(10 + number, LARGE - number * 5 * MIB)),
  )
  const known = send(door, { 'content-length': LARGE }, bodyOf(20, LARGE))
  expect(await Promise.all([...chunked, known])).toEqual(
    Array(5).fill({ status: 200, received: 10, inserted: 10 }),
  )
})

test('bodies that are large only when they are decoded are taken in beside each other', async () => {
  const encoded = [1, 5, LARGE / MIB, LARGE / MIB].map((mib, number) => {
    const body = gzipSync(bodyOf(30 + number, mib * MIB))
    return send(door, { 'content-length': body.length, 'content-encoding': 'gzip' }, body)
  })
  expect(await Promise.all(encoded)).toEqual(Array(4).fill({ status: 200, received: 10, inserted: 10 }))
})

test('a full house answers before anything is sent and counts nothing, while small bodies pass', async () => {
  const inside = await enter(door)
  const waiting = Array.from({ length: FITS_IN_LINE }, () => announce(door))
  await until(door, { waiting: FITS_IN_LINE * LARGE })
  const remaining = async (posting: ClientRequest) => {
    const { status, headers, answer } = await answerOf(posting)
    return {
      status,
      code: answer.code,
      retryAfter: headers['retry-after'],
      left: headers['x-ratelimit-remaining'],
    }
  }
  const small = bodyOf(50, 1_000)
  const before = post(door, { 'content-length': small.length })
  before.end(small)
  const { left } = await remaining(before)
  for (const headers of [{}, { expect: '100-continue' }]) {
    const refused = announce(door, headers)
    let isAsked = false
    refused.once('continue', () => {
      isAsked = true
    })
    expect(await remaining(refused)).toEqual({ status: 503, code: 'overloaded', retryAfter: '30', left })
    expect(isAsked).toBe(false)
    refused.destroy()
  }
  for (const posting of waiting) posting.destroy()
  inside.end(bodyOf(51, LARGE))
  expect((await answerOf(inside)).answer).toMatchObject({ received: 10, inserted: 10 })
}, 20_000)

test('who waits and goes away makes place in line, and who is inside and goes away makes room', async () => {
  const inside = await enter(door)
  const waiting = announce(door)
  await until(door, { waiting: LARGE })
  waiting.destroy()
  await until(door, { waiting: 0, held: LARGE })
  inside.destroy()
  expect(await send(door, { 'content-length': LARGE }, bodyOf(60, LARGE))).toEqual({
    status: 200,
    received: 10,
    inserted: 10,
  })
})

test('a stop sends away who waits in line, and waits for who is inside', async () => {
  const closing = await open()
  const inside = await enter(closing)
  const waiting = announce(closing)
  await until(closing, { waiting: LARGE })
  const closed = closing.server.close()
  expect((await answerOf(waiting)).answer).toMatchObject({
    code: 'overloaded',
    detail: 'The service is stopping; send the same request again',
  })
  waiting.end(Buffer.alloc(LARGE))
  inside.end(bodyOf(0, LARGE))
  expect((await answerOf(inside)).answer).toMatchObject({ received: 10, inserted: 10 })
  await closed
}, 20_000)

test('what has a small body is asked for it too', async () => {
  const body = '{"timezone":"Europe/Berlin"}'
  const patching = request(`${door.origin}/v1/me`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${door.key}`,
      'content-type': 'application/json',
      'content-length': body.length,
      expect: '100-continue',
    },
  })
  patching.flushHeaders()
  await once(patching, 'continue')
  patching.end(body)
  const [response] = (await once(patching, 'response')) as [IncomingMessage]
  expect(JSON.parse(await readChecked('PATCH', '/v1/me', response))).toMatchObject({
    timezone: 'Europe/Berlin',
  })
})
