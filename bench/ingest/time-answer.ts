import { Agent, get } from 'node:http'

const agent = new Agent({ keepAlive: true })

/** How long an answer takes, to its last byte, in ms. @throws {Error} on any answer other than 200 */
export function timeAnswer(url: string, key: string): Promise<number> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${key}` } }, response => {
      response.resume()
      response.on('error', reject)
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - startedMs)
          : reject(new Error(`${url} answered ${response.statusCode}`)),
      )
    }).on('error', reject)
  })
}
