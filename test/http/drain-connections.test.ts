import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

test('a closing server waits for the upload under way and for no connection', async () => {
  const { server, listen, createUser, createKey } = await testServer()
  const key = await createKey(await createUser(), ['ingest'])
  const { hostname, port } = new URL(await listen())
  const open = async (): Promise<Socket> => {
    const socket = connect({ host: hostname, port: Number(port) }).setEncoding('utf8')
    await once(socket, 'connect')
    return socket
  }
  // Browsers open connections in advance: this one carries no request at all.
  const unused = await open()
  const uploading = await open()
  const body = '{"data":{"metrics":[]}}'
  const head = [
    'POST /v1/ingest HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    // The server says so once it has let the request in, before it has any of the body.
    'expect: 100-continue',
  ]
  uploading.write(`${head.join('\r\n')}\r\n\r\n`)
  expect(String(await once(uploading, 'data'))).toMatch(/^HTTP\/1.1 100 /)

  const unusedEnded = once(unused.resume(), 'close')
  const closed = server.close()
  await unusedEnded
  uploading.write(body)
  let answer = ''
  for await (const text of uploading) answer += text
  // Kept alive, the connection would hold the server until its 75 seconds are over.
  await closed
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  expect(answer).toMatch(/\r\nconnection: close\r\n/i)
}, 20_000)
