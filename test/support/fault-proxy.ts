import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { closeAfterwards } from './close-afterwards.ts'

export interface FaultProxy {
  /** The URL that leads through the proxy to where the given one leads. */
  url: string
  /**
   * From now on, the `nth` answer with this text in it is not passed on: both ends see the connection break instead.
   * @returns when it has happened
   */
  cutReplyContaining(text: string, nth?: number): Promise<void>
}

/** Passes bytes between a client and the server of this URL until the test or the file ends, and breaks off where it is told. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl)
  let cut: { text: string; left: number; done: () => void } | undefined
  const sockets = new Set<Socket>()
  const proxy = createServer(client => {
    const server = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      // Either end may break off, on purpose here: the other is told by the end of its own connection.
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
    client.on('data', chunk => server.write(chunk))
    server.on('data', chunk => {
      if (!cut?.left || !chunk.includes(cut.text) || --cut.left > 0) {
        client.write(chunk)
        return
      }
      client.resetAndDestroy()
      server.destroy()
      cut.done()
      cut = undefined
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  closeAfterwards(async () => {
    const closed = once(proxy, 'close')
    proxy.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  const url = new URL(targetUrl)
  const address = proxy.address()
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' ? address?.port : address)
  return {
    url: url.href,
    cutReplyContaining: (text, nth = 1) =>
      new Promise(done => {
        cut = { text, left: nth, done }
      }),
  }
}
