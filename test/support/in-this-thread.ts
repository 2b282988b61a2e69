import { processStored, type StoredDeps } from '../../src/ingest/process-raw.ts'
import type { IngestThreads } from '../../src/ingest/threads/ingest-threads.ts'

/** What a thread would do, done here: with the pool of the test, which may be slow, broken or watched. */
export const inThisThread = (deps: StoredDeps): Pick<IngestThreads, 'processStored'> => ({
  processStored: (id, replay) => processStored(deps, id, replay),
})
