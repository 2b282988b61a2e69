import type { Partitions } from '../../database/partitions.ts'
import type { StorageKind } from '../judge/storage-kind.ts'
import type { JudgedBatch } from '../rows/judged-batch.ts'

/** Creates the partitions that the rows of a batch lack, outside of the transaction that writes them. */
export async function makeRoom(partitions: Partitions, { rows }: JudgedBatch): Promise<void> {
  for (const { kind, collected } of rows) {
    if (kind.partitioned) await partitions.ensure(kind.table, inMilliseconds(collected.times))
  }
}

/** Whether there are partitions for all rows of a batch, as far as is remembered. */
export const hasRoom = (partitions: Partitions, { rows }: JudgedBatch): boolean =>
  rows.every(({ kind, collected }) => hasRoomFor(partitions, kind, collected.times))

/** The same for rows of one kind. @param times in epoch microseconds */
export const hasRoomFor = (partitions: Partitions, kind: StorageKind, times: Float64Array): boolean =>
  !kind.partitioned || partitions.has(kind.table, inMilliseconds(times))

function* inMilliseconds(times: Float64Array): Generator<number> {
  for (const us of times) yield us / 1000
}
