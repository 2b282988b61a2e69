import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { Problem } from '../../problem.ts'
import { unpackBatch } from '../rows/batch-message.ts'
import { threadFile } from '../threads/thread-file.ts'
import type { OpenedExport } from './open-export.ts'
import type { Reading } from './read-slices.ts'
import type { ReadingTask, Told } from './reading-thread.ts'
import type { ExportSlice } from './slice-export.ts'

/** What a slice is made of dies young. */
const YOUNG_MB = 12

/**
 * As `readSlices`, in a thread of its own: what is read is judged there while what was read before is written here, so that
 * an import uses two processors.
 * @throws {Problem} of openExport and readSlices
 */
export async function* readSlicesInThread(
  { path, version }: Pick<OpenedExport, 'path' | 'version'>,
  reading: Reading,
): AsyncGenerator<ExportSlice> {
  const thread = new Piscina<ReadingTask, void>({
    ...threadFile(import.meta.url, 'reading-thread'),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    maxThreads: 1,
    // It has to hear when it is asked.
    atomics: 'disabled',
  })
  const { port1, port2 } = new MessageChannel()
  const ended = new AbortController()
  thread
    .run({ ...reading, path, version, port: port2 }, { transferList: [port2] })
    .catch(error => ended.abort(error))
  try {
    for (;;) {
      port1.postMessage('next')
      const [told] = (await once(port1, 'message', ended)) as [Told]
      if ('problem' in told) throw new Problem(told.problem.code, told.problem.detail)
      const { batch, ...slice } = told.slice
      yield { ...slice, takeBatch: () => unpackBatch(batch) }
      if (slice.position === undefined) return
    }
  } catch (error) {
    // An end that nobody expected is told by its cause.
    throw ended.signal.aborted ? ended.signal.reason : error
  } finally {
    port1.close()
    await thread.destroy()
  }
}
