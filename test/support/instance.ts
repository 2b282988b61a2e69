import { Writable } from 'node:stream'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/http/request-log.ts'
import type { FirstKey } from '../../src/keys/first-key.ts'
import { openApp } from '../../src/open-app.ts'
import { expectAllAccounted } from './accounting.ts'
import { closeAfterwards } from './close-afterwards.ts'
import { fetchChecked } from './fetch-checked.ts'

export interface Instance {
  origin: string
  /** Of a database that had no users. */
  firstKey: FirstKey | undefined
  /** What it has logged so far. */
  readonly log: string
}

/** The whole service in this process, listening on a free loopback port until the test or the file ends. */
export async function startInstance(settings: Record<string, string>): Promise<Instance> {
  let log = ''
  const destination = new Writable({
    write(chunk, _encoding, done) {
      log += chunk
      done()
    },
  })
  const app = await openApp(readConfig({ PORT: '0', ...settings }), createLog('info', destination))
  closeAfterwards(() => app.close())
  const { origin, firstKey } = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    origin,
    firstKey,
    get log() {
      return log
    },
  }
}

/** Sends a body as a phone does. */
export async function postIngest(origin: string, key: string, body: unknown): Promise<Response> {
  const answer = await fetchChecked(`${origin}/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  if (answer.ok) expectAllAccounted(await answer.clone().json())
  return answer
}

/** Heart rates, one a second from `firstSecond` on, in the typed format. */
export const heartRates = (firstSecond: number, count: number) => ({
  data: {
    metrics: Array.from({ length: count }, (_, index) => ({
      type: 'HeartRate',
      recorded_at: new Date((firstSecond + index) * 1_000).toISOString(),
      avg_bpm: 40 + ((firstSecond + index) % 150),
      source: 'Watch',
    })),
  },
})
