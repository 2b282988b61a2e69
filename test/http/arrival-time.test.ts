import { once } from 'node:events'
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { allowArrival, limitArrival } from '../../src/http/arrival-time.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'

/** A server that answers with the body, gives more time to who asks for /patient, and answers /lasting until /end is asked for. */
async function listen(timeMs: number): Promise<string> {
  let lasting: ServerResponse | undefined
  const server = createServer(async (request, response) => {
    if (request.url === '/end') lasting?.end(' and ended')
    if (request.url === '/lasting') {
      lasting = response
      return response.write('begun')
    }
    if (request.url === '/patient') allowArrival(request, response, 60_000)
    if (request.url === '/hasty') response.writeHead(413).end()
    response.end(await text(request).catch(() => ''))
  })
  limitArrival(server, timeMs)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closeAfterwards(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A request whose body has begun and does not go on. */
function stall(url: string): ClientRequest {
  const request = openRequest(url, { method: 'POST', headers: { 'content-length': 10 } })
  request.on('error', () => {})
  request.write('begin')
  return request
}

async function answerOf(request: ClientRequest) {
  const [response] = await once(request, 'response')
  return { status: response.statusCode, body: await text(response) }
}

test('a request that does not arrive in its time is answered with 408, unless it was given more', async () => {
  const origin = await listen(100)
  const patient = stall(`${origin}/patient`)
  const late = await answerOf(stall(origin))
  expect({ status: late.status, ...JSON.parse(late.body) }).toMatchObject({
    status: 408,
    code: 'invalid_request',
    detail: 'The request could not be read as HTTP, or took too long to arrive',
  })
  patient.end('ended')
  expect(await answerOf(patient)).toEqual({ status: 200, body: 'beginended' })
})

test('one that was refused meanwhile is told nothing more: its connection ends', async () => {
  const hasty = stall(`${await listen(100)}/hasty`)
  const closed = once(hasty, 'close')
  expect(await answerOf(hasty)).toEqual({ status: 413, body: '' })
  await closed
})

test('one without a body has arrived, however long its answer takes', async () => {
  const origin = await listen(50)
  const reading = openRequest(`${origin}/lasting`)
  reading.end()
  const [answer] = (await once(reading, 'response')) as [IncomingMessage]
  // Its own time, which begins later, is over.
  expect((await answerOf(stall(origin))).status).toBe(408)
  await (await fetch(`${origin}/end`)).text()
  expect(await text(answer)).toBe('begun and ended')
})

test('a request that has arrived has no time to keep, and its connection serves the next one', async () => {
  const origin = await listen(50)
  const first = openRequest(origin, { method: 'POST' })
  first.end('whole')
  expect(await answerOf(first)).toEqual({ status: 200, body: 'whole' })
  expect((await answerOf(stall(origin))).status).toBe(408)
})
