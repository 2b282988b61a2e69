import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { EventStream } from '../../src/http/event-stream.ts'

test('events are written as browsers read them, and nothing after the end', async () => {
  const stream = new EventStream(60_000)
  stream.send({ id: '7-a', type: 'ingestion', data: { words: 'two\nlines \u2028' } })
  stream.end()
  stream.send({ id: '8-b', type: 'ingestion', data: {} })
  expect(await text(stream.body)).toBe(
    'retry: 3000\n\nid: 7-a\nevent: ingestion\ndata: {"words":"two\\nlines \u2028"}\n\n',
  )
})

test('where nothing happens a comment says that the stream is there', async () => {
  const stream = new EventStream(5)
  let told = ''
  for await (const chunk of stream.body) {
    told += chunk
    if (told.includes(':\n\n:\n\n')) break
  }
  expect(told).toBe('retry: 3000\n\n:\n\n:\n\n')
})

test('a client that does not read is given up, and told of to who writes', async () => {
  const stream = new EventStream(60_000)
  const closed = once(stream.body, 'close')
  let isOver = false
  stream.onClose(() => {
    isOver = true
  })
  let sent = 0
  while (!stream.body.destroyed && sent < 1_000) {
    stream.send({ id: `${sent++}`, type: 'ingestion', data: 'x'.repeat(10_000) })
  }
  await closed
  expect(isOver).toBe(true)
  // A mebibyte.
  expect(sent).toBeGreaterThan(100)
  expect(sent).toBeLessThan(110)
})
