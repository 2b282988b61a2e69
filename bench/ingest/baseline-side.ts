import type { Pool } from 'pg'
import { prepareBaseline } from '../baseline/prepare-baseline.ts'
import { app1k, app10k } from './cases.ts'
import { createPhones } from './create-phones.ts'
import { expectCounts } from './expect-counts.ts'
import type { Figures } from './figures.ts'
import { writeHeartRates } from './heart-rate-bodies.ts'
import { sendBodies } from './send-bodies.ts'
import { startBaseline } from './start-baseline.ts'
import { STEP_MS, type Stretch } from './stretch.ts'

/** The bodies that the specification's sketch gets: those of the service's first two cases. */
export const baselineSizes: readonly number[] = [app10k.recordsPerBody, app1k.recordsPerBody]

export const baselineNameOf = (recordsPerBody: number, novelty: 'new' | 'known'): string =>
  `baseline, ${recordsPerBody} a body: ${novelty}`

/** The specification's sketch, running. */
export interface BaselineSide {
  /** Sends it each size of bodies, new and again; they take `baselineSizes.length` times that many steps of time. */
  measure(figures: Figures, startMs: number, records: number): Promise<void>
  peakMb(): number
  stop(): Promise<void>
}

export async function openBaselineSide(databaseUrl: string, pool: Pool): Promise<BaselineSide> {
  const [user] = await createPhones(pool, 1)
  const key = await prepareBaseline(pool, user!.userId)
  const server = await startBaseline(databaseUrl)

  async function measureSize(figures: Figures, stretch: Stretch): Promise<void> {
    const { bodies, records } = writeHeartRates('health-auto-export', stretch)
    for (const novelty of ['new', 'known'] as const) {
      const cpuBefore = server.usage().cpuSeconds
      const sent = await sendBodies([{ origin: server.origin, key, bodies }])
      const cpuSeconds = server.usage().cpuSeconds - cpuBefore
      expectCounts(sent, novelty, { records, changed: 0 })
      figures.add(baselineNameOf(stretch.recordsPerBody, novelty), {
        seconds: sent.seconds,
        records,
        cpuSeconds,
      })
    }
  }

  return {
    async measure(figures, startMs, records) {
      for (const [place, recordsPerBody] of baselineSizes.entries()) {
        const from = startMs + place * records * STEP_MS
        await measureSize(figures, { startMs: from, bodies: records / recordsPerBody, recordsPerBody })
      }
    },
    peakMb: () => server.usage().peakMb,
    stop: () => server.stop(),
  }
}
