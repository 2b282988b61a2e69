import { kinds } from '../judge/kinds.ts'
import { TouchedRollups } from '../rollups/rollups.ts'
import type { StreamSums } from '../rollups/touched-stream.ts'
import { JudgedBatch } from './judged-batch.ts'
import type { JudgedItems } from './judged-items.ts'
import { type CollectedRows, OrderedRows } from './ordered-rows.ts'

/** A batch as data, which another thread can make one of. */
export interface BatchMessage extends Pick<JudgedBatch, 'ingestionId' | 'firstPosition' | 'devices'> {
  items: JudgedItems
  rows: readonly (Omit<CollectedRows, 'rollups'> & {
    table: string
    sums: readonly StreamSums[] | undefined
  })[]
}

/** @returns the batch as data, and its memory, which is to be handed over: the batch is not to be used any more */
export function packBatch({ ingestionId, firstPosition, devices, items, rows }: JudgedBatch): {
  message: BatchMessage
  transferList: ArrayBuffer[]
} {
  const packed = rows.map(({ kind, collected: { rollups, ...others } }) => ({
    ...others,
    table: kind.table,
    sums: rollups?.pack(),
  }))
  const memory = packed.flatMap(({ times, order, encoded, sums = [] }) => [
    times,
    order,
    encoded.bytes,
    encoded.starts,
    ...sums.map(({ quarters }) => quarters),
  ])
  return {
    message: { ingestionId, firstPosition, devices, items, rows: packed },
    transferList: [items.columns, ...memory].map(({ buffer }) => buffer as ArrayBuffer),
  }
}

/** The batch that was packed. */
export function unpackBatch({ ingestionId, firstPosition, devices, items, rows }: BatchMessage): JudgedBatch {
  const unpacked = rows.map(({ table, sums, encoded, ...others }) => {
    const { buffer, byteOffset, byteLength } = encoded.bytes
    // A Buffer is a plain array of bytes on its way.
    const bytes = Buffer.from(buffer, byteOffset, byteLength)
    const rollups = sums && TouchedRollups.unpack(sums)
    return new OrderedRows(kinds.get(table)!, { ...others, rollups, encoded: { ...encoded, bytes } })
  })
  return new JudgedBatch({ ingestionId, firstPosition, devices, items, rows: unpacked })
}
