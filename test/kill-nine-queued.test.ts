import { expect, test } from 'vitest'
import { fetchChecked } from './support/fetch-checked.ts'
import { heartRates } from './support/instance.ts'
import { startService, testDataDir } from './support/service.ts'

const BODIES = 30
const BATCH = 200
const KILLS = 2

test('killed while it writes what was queued, it goes on: every body that it answered with 202 is written once', async () => {
  const settings = { DATA_DIR: testDataDir(), RATE_LIMIT_INGEST_PER_HOUR: '1000000' }
  let service = startService(settings)
  const key = await service.firstKey()
  let origin = await service.listening()
  const authorization = `Bearer ${key}`
  const ids: string[] = []
  for (let index = 0; index < BODIES; index++) {
    const answer = await fetchChecked(`${origin}/v1/ingest`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify(heartRates(1_700_000_000 + index * BATCH, BATCH)),
    })
    expect(answer.status).toBe(202)
    ids.push(((await answer.json()) as { ingestion_id: string }).ingestion_id)
    if (ids.length % (BODIES / KILLS) !== 0) continue
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    service = startService(settings)
    origin = await service.listening()
    // Otherwise no kill came in time, and the test has shown nothing.
    const isLeft = (line: string) => ids.some(id => line.includes(id))
    await expect
      .poll(() => linesOf(service.stderr).filter(isLeft).length, { timeout: 20_000 })
      .toBeGreaterThan(0)
  }
  const readLedger = async () => {
    const answer = await fetchChecked(`${origin}/v1/ingestions`, { headers: { authorization } })
    const { ingestions } = (await answer.json()) as {
      ingestions: { ingestion_id: string; status: string; inserted?: number }[]
    }
    return ingestions.reverse().map(({ ingestion_id, status, inserted }) => [ingestion_id, status, inserted])
  }
  await expect
    .poll(readLedger, { timeout: 60_000, interval: 100 })
    .toEqual(ids.map(id => [id, 'processed', BATCH]))
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null })
}, 180_000)

const linesOf = (log: string): string[] =>
  log.split('\n').filter(line => line.includes('pending ingestion written'))
