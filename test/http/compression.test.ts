import { once } from 'node:events'
import { get, type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { compressAnswers } from '../../src/http/compress-answers.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const userId = await door.createUser()
const key = await door.createKey(userId)
const decoders = { br: createBrotliDecompress, gzip: createGunzip }
const encodings = Object.keys(decoders) as (keyof typeof decoders)[]

const times = Array.from({ length: 40 }, (_, minute) => new Date(1_736_935_200_000 + minute * 60_000))
const samples = times.map(time => ({ type: 'HeartRate', recorded_at: time.toISOString(), avg_bpm: 60 }))
const workout = {
  name: 'Running',
  start: '2025-01-15 10:00:00 +0000',
  end: '2025-01-15 10:40:00 +0000',
  route: times.map((time, index) => ({
    latitude: 52.5 + index / 1000,
    longitude: 13.4,
    timestamp: time.toISOString(),
  })),
}
const sent = JSON.stringify({ data: { metrics: samples } })
const { ingestion_id } = (await door.call('POST', '/v1/ingest', { key, body: sent })).json()
await door.call('POST', '/v1/ingest', { key, body: { data: { workouts: [workout] } } })
const { workouts } = (await door.call('GET', '/v1/workouts', { key })).json()

/** Over a socket, as the bytes come. */
async function ask(path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  const asked = request(`${origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
  }).end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) }
}

describe.each(encodings)('with %s', encoding => {
  const accepting = { 'accept-encoding': encoding }

  test.each([
    ['application/json', '/v1/metrics/heart_rate/samples', 'Accept, Accept-Encoding'],
    ['text/csv', '/v1/metrics/heart_rate/samples', 'Accept, Accept-Encoding'],
    ['application/x-ndjson', '/v1/metrics/heart_rate/samples', 'Accept, Accept-Encoding'],
    ['application/geo+json', `/v1/workouts/${workouts[0].id}/route`, 'Accept, Accept-Encoding'],
    ['application/gpx+xml', `/v1/workouts/${workouts[0].id}/route`, 'Accept, Accept-Encoding'],
    ['application/json', '/openapi.json', 'Accept-Encoding'],
  ])('an answer in %s unpacks to the plain one, in fewer bytes', async (accept, path, vary) => {
    const plain = await ask(path, { accept })
    const packed = await ask(path, { accept, ...accepting })
    expect([plain.status, plain.headers['content-encoding'], plain.headers.vary]).toEqual([
      200,
      undefined,
      vary,
    ])
    expect([packed.status, packed.headers['content-encoding'], packed.headers.vary]).toEqual([
      200,
      encoding,
      vary,
    ])
    expect(packed.headers['content-type']).toBe(plain.headers['content-type'])
    expect(await buffer(Readable.from([packed.bytes]).pipe(decoders[encoding]()))).toEqual(plain.bytes)
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2)
  })

  test('HEAD is told what GET is, without a body and its length', async () => {
    for (const accept of ['application/json', 'text/csv']) {
      const { status, headers, bytes } = await ask(
        '/v1/metrics/heart_rate/samples',
        { accept, ...accepting },
        'HEAD',
      )
      expect({ status, length: headers['content-length'], bytes: bytes.length }).toEqual({
        status: 200,
        length: undefined,
        bytes: 0,
      })
      expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'Accept, Accept-Encoding'])
    }
  })

  test('the bytes as sent, a zip, a small answer, and what is not read stay as they are', async () => {
    const payload = await ask(`/v1/ingestions/${ingestion_id}/payload`, accepting)
    expect(payload.bytes.toString()).toBe(sent)
    const zip = await ask('/v1/me/export', accepting)
    expect(zip.bytes.subarray(0, 2).toString()).toBe('PK')
    const small = await ask('/v1/me', accepting)
    expect(JSON.parse(small.bytes.toString())).toMatchObject({ id: userId })
    const broken = samples.map(sample => ({ ...sample, avg_bpm: 1000 }))
    const body = JSON.stringify({ data: { metrics: broken } })
    const posted = await ask('/v1/ingest', accepting, 'POST', body)
    expect(posted.bytes.length).toBeGreaterThan(2048)
    expect(JSON.parse(posted.bytes.toString())).toMatchObject({ rejected: 40 })
    const answers = [payload, zip, small, posted]
    expect(answers.map(({ status, headers }) => [status, headers['content-encoding']])).toEqual(
      Array(4).fill([200, undefined]),
    )
    expect([payload.headers.vary, zip.headers.vary, posted.headers.vary]).toEqual(Array(3).fill(undefined))
  })

  test('each part of a stream arrives before the next one is made', async () => {
    let receive = () => {}
    async function* lines() {
      for (const line of ['1\n', '2\n', '3\n']) {
        const isReceived = new Promise<void>(resolve => {
          receive = resolve
        })
        yield line
        await isReceived
      }
    }
    const response = await askStream(lines)
    const parts: string[] = []
    for await (const part of response.pipe(decoders[encoding]())) {
      parts.push(String(part))
      receive()
    }
    expect(parts).toEqual(['1\n', '2\n', '3\n'])
  })

  test('a stream that fails breaks the answer off, or is a plain error where nothing of it left', async () => {
    const failure = new Error('The page cannot be read')
    let fail = () => {}
    const failed = new Promise<void>((_, reject) => {
      fail = () => reject(failure)
    })
    async function* begun() {
      yield '1\n'
      await failed
    }
    const response = await askStream(begun)
    response.once('data', fail)
    await expect(once(response, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' })

    // biome-ignore lint/correctness/useYield: it fails before
    async function* notBegun(): AsyncGenerator<string> {
      throw failure
    }
    const plain = await askStream(notBegun)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(JSON.parse(String(await buffer(plain)))).toMatchObject({ statusCode: 500 })
  })

  test('a client that takes nothing is not read ahead for, and one that hangs up ends the reading', async () => {
    let made = 0
    let hasEnded = false
    async function* lines() {
      try {
        for (; made < 2_000; made++) yield `${randomText(20_000)}\n`
      } finally {
        hasEnded = true
      }
    }
    const response = await askStream(lines)
    let before = -1
    // Nothing is made any more once the buffers on the way are full.
    await expect
      .poll(
        () => {
          const isStill = made === before
          before = made
          return isStill
        },
        { interval: 200, timeout: 20_000 },
      )
      .toBe(true)
    expect(made).toBeLessThan(2_000)
    expect(hasEnded).toBe(false)
    response.destroy()
    await expect.poll(() => hasEnded).toBe(true)
    expect(made).toBeLessThan(2_000)
  })

  /** Asks a server whose only answer is this stream. */
  async function askStream(lines: () => AsyncGenerator<string>): Promise<IncomingMessage> {
    const server = fastify()
    closeAfterwards(() => server.close())
    compressAnswers(server)
    server.get('/', (_request, reply) =>
      reply.type('application/x-ndjson').send(Readable.from(lines(), { objectMode: false })),
    )
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const [response] = (await once(get(url, { headers: accepting }), 'response')) as [IncomingMessage]
    if (response.statusCode === 200) expect(response.headers['content-encoding']).toBe(encoding)
    return response
  }
})

/** Of which no encoding makes much less. */
const randomText = (length: number) =>
  Array.from({ length: length / 10 }, () => Math.random().toString(36).slice(2, 12)).join('')
