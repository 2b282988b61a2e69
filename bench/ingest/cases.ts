import { writeHeartRates } from './heart-rate-bodies.ts'
import { writeMixed } from './mixed-bodies.ts'
import type { Stretch, WrittenStretch } from './stretch.ts'

/** What is sent in one way. */
export interface IngestCase {
  title: string
  recordsPerBody: number
  /** Each a person of their own. */
  clients: number
  /** Whether it is sent again with corrections. */
  isCorrectedToo: boolean
  write(stretch: Stretch, isCorrected?: boolean): WrittenStretch
}

export const app10k: IngestCase = {
  title: 'Health Auto Export, heart rate, 10,000 a body',
  recordsPerBody: 10_000,
  clients: 1,
  isCorrectedToo: true,
  write: (stretch, isCorrected) => writeHeartRates('health-auto-export', stretch, isCorrected),
}

export const app1k: IngestCase = {
  ...app10k,
  title: 'Health Auto Export, heart rate, 1,000 a body',
  recordsPerBody: 1_000,
}

export const fourClients: IngestCase = {
  ...app10k,
  title: 'Health Auto Export, heart rate, 10,000 a body, 4 clients',
  clients: 4,
  isCorrectedToo: false,
}

export const typed10k: IngestCase = {
  title: 'typed, heart rate, 10,000 a body',
  recordsPerBody: 10_000,
  clients: 1,
  isCorrectedToo: false,
  write: (stretch, isCorrected) => writeHeartRates('typed', stretch, isCorrected),
}

export const mixed10k: IngestCase = {
  title: 'Health Auto Export, 20 metrics and workouts, 10,000 a body',
  recordsPerBody: 10_000,
  clients: 1,
  isCorrectedToo: true,
  write: writeMixed,
}

export const ingestCases: readonly IngestCase[] = [app10k, app1k, fourClients, typed10k, mixed10k]
