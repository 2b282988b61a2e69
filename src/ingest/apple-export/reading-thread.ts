import { once } from 'node:events'
import type { MessagePort, TransferListItem } from 'node:worker_threads'
import { Problem, type ProblemCode } from '../../problem.ts'
import { type BatchMessage, packBatch } from '../rows/batch-message.ts'
import { replaced } from './export-problem.ts'
import { openExport } from './open-export.ts'
import { type Reading, readSlices } from './read-slices.ts'
import type { ExportSlice } from './slice-export.ts'

/** An export to read, and whom to tell what is in it. */
export interface ReadingTask extends Reading {
  path: string
  /** As it was opened before. */
  version: string
  port: MessagePort
}

/** What is told: a slice, or why there is no more; an error loses its class on the way between threads. */
export type Told =
  | { slice: Omit<ExportSlice, 'takeBatch'> & { batch: BatchMessage } }
  | { problem: { code: ProblemCode; detail: string } }

/**
 * Runs in a thread of its own. Each slice is told when it is asked for: so this is one slice ahead of who writes them, and no
 * further, which bounds the memory.
 */
export default async function readExport({ path, version, port, ...reading }: ReadingTask): Promise<void> {
  let asked = once(port, 'message')
  async function tell(told: Told, memory: readonly TransferListItem[] = []): Promise<void> {
    await asked
    asked = once(port, 'message')
    port.postMessage(told, memory)
  }
  try {
    const opened = await openExport(path)
    if (opened.version !== version) throw replaced()
    for await (const { takeBatch, ...slice } of readSlices(opened, reading)) {
      const { message, transferList } = packBatch(takeBatch())
      await tell({ slice: { ...slice, batch: message } }, transferList)
    }
    await opened.close()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, detail } = error
    await tell({ problem: { code, detail } })
  }
}
