import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { readProfile, type Stage } from '../figures/read-profile.ts'
import { createPhones } from './create-phones.ts'
import { expectCounts } from './expect-counts.ts'
import { writeHeartRates } from './heart-rate-bodies.ts'
import { sendBodies } from './send-bodies.ts'
import { startService } from './start-service.ts'

/** Where the processor time of an ingestion goes, in the order of the way of a body; the first that fits counts. */
export const stages: readonly Stage[] = [
  { title: 'JSON', files: /\/dist\/ingest\/(parse\/|prepare-body)/ },
  { title: 'reading the format', files: /\/dist\/formats\// },
  { title: 'rows in bytes, and their twins', files: /\/dist\/ingest\/rows\// },
  { title: 'rollups', files: /\/dist\/ingest\/rollups\// },
  { title: 'inserting', files: /\/dist\/ingest\/write\/(insert-rows|early-rows|commit-slice|keep-devices)/ },
  {
    title: 'what is stored already, and what changes',
    files: /\/dist\/(ingest\/write\/|database\/copy-out)/,
  },
  { title: 'the ledger: raw bytes and account', files: /\/dist\/ingest\/(ledger\/|report|process-raw)/ },
  { title: 'judging: times, numbers, texts', files: /\/dist\/ingest\// },
  {
    title: 'keys and limits',
    files: /\/dist\/(keys\/|http\/(rate-limit|authenticate))|rate-limiter-flexible/,
  },
  { title: 'PostgreSQL’s protocol', files: /node_modules\/pg|\/dist\/database\// },
  { title: 'HTTP and the log', files: /\/dist\/http\/|node_modules\/|node:_http/ },
]

export interface MeasuredProfile {
  recordsPerBody: number
  records: number
  /** Of the event loop's thread, by stage. */
  spentUs: Map<string, number>
}

/** Where the time of new heart rates goes, by the profiler of Node, whose own time is in it. */
export async function measureProfile(
  databaseUrl: string,
  pool: Pool,
  { bodies, recordsPerBody }: { bodies: number; recordsPerBody: number },
): Promise<MeasuredProfile> {
  const folder = await mkdtemp(join(tmpdir(), 'health-export-bench-'))
  try {
    const service = await startService(databaseUrl, {}, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
    const [phone] = await createPhones(pool, 1)
    const written = writeHeartRates('health-auto-export', {
      startMs: Date.UTC(2025, 0),
      bodies,
      recordsPerBody,
    })
    const sent = await sendBodies([{ origin: service.origin, key: phone!.key, bodies: written.bodies }])
    expectCounts(sent, 'new', written)
    await service.stop()
    const profiles = (await readdir(folder)).filter(name => name.endsWith('.cpuprofile'))
    // Threads write one each, and the event loop is the first.
    const spentUs = await readProfile(join(folder, profiles.sort()[0]!), stages, 'judge')
    return { recordsPerBody, records: written.records, spentUs }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
