import type { Incoming, Place } from '../incoming.ts'

/** Stand-in: the lines of the file. */
export async function readElectrocardiogram(chunks: AsyncIterable<Buffer>, place: Place): Promise<Incoming> {
  let text = ''
  for await (const chunk of chunks) text += chunk.toString()
  return { kind: 'event', type: 'ecg', startedAt: undefined, detail: { text }, ...place }
}
