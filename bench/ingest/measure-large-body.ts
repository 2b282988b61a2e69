import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { checkpoint } from '../database/checkpoint.ts'
import { median, quantile } from '../figures/quantile.ts'
import { createPhones } from './create-phones.ts'
import { expectCounts } from './expect-counts.ts'
import { writeHeartRates } from './heart-rate-bodies.ts'
import { sendBodies } from './send-bodies.ts'
import { startService } from './start-service.ts'
import { STEP_MS } from './stretch.ts'

const healthProgram = fileURLToPath(new URL('./poll-health.ts', import.meta.url))

export interface MeasuredBody {
  samples: number
  bytes: number
  seconds: number
  cpuSeconds: number
  /** Of the service, from its start. */
  peakMb: number
  healthP50Ms: number
  healthP99Ms: number
}

/**
 * One body of that many samples, to a service that has just started, while `/health` is asked a hundred times a second.
 * All figures are medians of the rounds.
 */
export async function measureLargeBody({
  databaseUrl,
  pool,
  samples,
  rounds,
}: {
  databaseUrl: string
  pool: Pool
  samples: number
  rounds: number
}): Promise<MeasuredBody> {
  const startMs = Math.floor(Date.now() / 1000) * 1000 - samples * STEP_MS
  const { bodies } = writeHeartRates('health-auto-export', { startMs, bodies: 1, recordsPerBody: samples })
  const measured: MeasuredBody[] = []
  for (let round = 0; round < rounds; round++) {
    const service = await startService(databaseUrl)
    const [phone] = await createPhones(pool, 1)
    await checkpoint(pool)
    const health = fork(healthProgram, [service.origin])
    await once(health, 'message')
    const cpuBefore = service.usage().cpuSeconds
    const sent = await sendBodies([{ origin: service.origin, key: phone!.key, bodies }])
    health.send('enough')
    const [times] = (await once(health, 'message')) as [number[]]
    expectCounts(sent, 'new', { records: samples, changed: 0 })
    const { cpuSeconds, peakMb } = service.usage()
    measured.push({
      samples,
      bytes: bodies[0]!.length,
      seconds: sent.seconds,
      cpuSeconds: cpuSeconds - cpuBefore,
      peakMb,
      healthP50Ms: median(times),
      healthP99Ms: quantile(times, 0.99),
    })
    await service.stop()
  }
  const names = Object.keys(measured[0]!) as (keyof MeasuredBody)[]
  return Object.fromEntries(
    names.map(name => [name, median(measured.map(body => body[name]))]),
  ) as unknown as MeasuredBody
}
