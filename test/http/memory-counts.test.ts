import { expect, test } from 'vitest'
import { MemoryCounts } from '../../src/http/memory-counts.ts'

const HOUR_MS = 3_600_000

test('what was counted elsewhere is gone on from, in whichever order several processes tell of it', () => {
  const counts = new MemoryCounts()
  for (const points of [1, 3, 2]) counts.follow('ingest', 'key', { points, msLeft: HOUR_MS - points })
  expect(counts.add('ingest', 'key').points).toBe(4)
})

test('a window that ends at another time replaces the one that was followed', () => {
  const counts = new MemoryCounts()
  counts.follow('read', 'key', { points: 90, msLeft: HOUR_MS / 2 })
  counts.follow('read', 'key', { points: 1, msLeft: HOUR_MS })
  expect(counts.add('read', 'key')).toEqual({ points: 2, msLeft: expect.closeTo(HOUR_MS, -3) })
})

test('a window ends, and the next request begins another one', async () => {
  const counts = new MemoryCounts()
  counts.follow('ingest', 'key', { points: 5, msLeft: 20 })
  await expect.poll(() => counts.add('ingest', 'key').points, { interval: 50 }).toBe(1)
})

test('limits and callers are counted apart', () => {
  const counts = new MemoryCounts()
  counts.add('ingest', 'key')
  counts.addWrongSecret('192.0.2.1', 'key')
  expect([
    counts.add('ingest', 'key').points,
    counts.add('read', 'key').points,
    counts.add('ingest', 'other').points,
    counts.wrongSecrets('192.0.2.1', 'key'),
    counts.wrongSecrets('192.0.2.2', 'key'),
  ]).toEqual([2, 1, 1, 1, 0])
})
