import { Readable } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import type { Sample } from '../../query/read-sample.ts'
import type { SampleFormat } from './sample-formats.ts'

/**
 * The text of all pages, written no faster than it is taken and no further when nobody takes it any more. What goes
 * wrong with the first page is thrown here, while it can still be answered as a problem; a later page breaks the answer
 * off, so that nobody takes a part for the whole.
 */
export async function streamPages(
  pages: AsyncGenerator<Sample[], void, void>,
  format: SampleFormat,
  log: FastifyBaseLogger,
): Promise<Readable> {
  const first = await pages.next()
  // In bytes: as objects, sixteen pages would be read ahead of a client that takes none.
  return Readable.from(writePages(first, pages, format, log), { objectMode: false })
}

async function* writePages(
  first: IteratorResult<Sample[], void>,
  others: AsyncIterable<Sample[]>,
  { head, write }: SampleFormat,
  log: FastifyBaseLogger,
): AsyncGenerator<string, void, void> {
  try {
    if (head !== '') yield head
    if (first.done) return
    yield write(first.value)
    for await (const samples of others) yield write(samples)
  } catch (err) {
    log.error({ err }, 'answer broken off')
    throw err
  }
}
