import type { Pool } from 'pg'
import { checkpoint } from '../database/checkpoint.ts'
import { baselineSizes, openBaselineSide } from './baseline-side.ts'
import { app10k, fourClients, type IngestCase, ingestCases, mixed10k } from './cases.ts'
import { openCopyLimits } from './copy-limits.ts'
import { copyHeartRates, copyMixed } from './copy-sides.ts'
import { createPhones, type Phone } from './create-phones.ts'
import { Figures } from './figures.ts'
import { measureCase, twoWorkers } from './measure-case.ts'
import type { Scale } from './scale.ts'
import type { Sent } from './send-bodies.ts'
import type { ServerProcess } from './server-process.ts'
import { startService } from './start-service.ts'
import { STEP_MS } from './stretch.ts'

/** Within the months that are kept ready, as what a phone sends is. */
const DAYS_BACK = 600

export interface MeasuredIngest {
  figures: Figures
  textTitle: string
  servicePeakMb: number
  baselinePeakMb: number
}

/** All sides in turn, round for round, so that what the machine does meanwhile happens to all of them. */
export async function measureIngest({
  scale,
  databaseUrl,
  pool,
  service,
}: {
  scale: Scale
  databaseUrl: string
  pool: Pool
  service: ServerProcess
}): Promise<MeasuredIngest> {
  const workers = await startService(databaseUrl, { WORKERS: '2' })
  // V8 compiles what has run often, which the service has that takes every other case: what two processes are compared with
  // is one that has taken in as much as they.
  const oneProcess = await startService(databaseUrl)
  const baseline = await openBaselineSide(databaseUrl, pool)
  const copies = await openCopyLimits(databaseUrl)
  const sides: { ingestCase: IngestCase; service: ServerProcess; phones: Phone[] }[] = []
  for (const ingestCase of ingestCases)
    sides.push({
      ingestCase,
      service: ingestCase === fourClients ? oneProcess : service,
      phones: await createPhones(pool, ingestCase.clients),
    })
  sides.push({
    ingestCase: twoWorkers,
    service: workers,
    phones: await createPhones(pool, twoWorkers.clients),
  })

  let figures = new Figures()
  const stepsPerRound = Math.max(scale.records, scale.baselineRecords * baselineSizes.length)
  const firstMs = Math.floor(Date.now() / 1000 - DAYS_BACK * 86_400) * 1000
  for (let round = 0; round <= scale.rounds; round++) {
    // The first one warms up: the code of all sides, and the caches of the database.
    if (round === 1) figures = new Figures()
    await checkpoint(pool)
    const startMs = firstMs + round * stepsPerRound * STEP_MS
    for (const { ingestCase, service, phones } of sides) {
      const { clients, recordsPerBody } = ingestCase
      const bodies = Math.max(1, scale.records / clients / recordsPerBody)
      const whenNew = async (sent: Sent) => {
        const written = describeRows(phones[0]!, sent)
        if (ingestCase === app10k) {
          await copyHeartRates(copies, written, { figures, round })
          await baseline.measure(figures, startMs, scale.baselineRecords)
        }
        if (ingestCase === mixed10k) await copyMixed(copies, written, { figures, round })
      }
      const stretch = { startMs, bodies, recordsPerBody }
      await measureCase(ingestCase, { service, phones, stretch, figures, whenNew })
    }
  }

  const { textTitle } = copies
  const servicePeakMb = service.usage().peakMb
  const baselinePeakMb = baseline.peakMb()
  await copies.close()
  await workers.stop()
  await oneProcess.stop()
  await baseline.stop()
  return { figures, textTitle, servicePeakMb, baselinePeakMb }
}

const describeRows = ({ userId }: Phone, { answers }: Sent) => ({
  userId,
  ingestionIds: answers.map(answer => answer.ingestion_id),
  records: answers.reduce((sum, { received }) => sum + received, 0),
})
