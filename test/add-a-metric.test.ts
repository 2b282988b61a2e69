import { expect, test } from 'vitest'
import { activity } from '../src/catalogue/activity.ts'
import type { MetricDefinition } from '../src/catalogue/metric.ts'

/** All that somebody who adds a metric writes: one entry in one file of the catalogue. */
const entry: MetricDefinition = {
  title: 'Jump Count',
  kind: 'quantity',
  unit: 'count',
  aggregation: 'sum',
  range: [0, 100_000],
  healthkit: 'HKQuantityTypeIdentifierJumpCount',
  aliases: ['skips'],
  displayNames: ['Jumps'],
}
Object.assign(activity, { jump_count: entry })

// Everything else is loaded after the entry is there, as it is when the service starts.
const { metrics } = await import('../src/catalogue/index.ts')
const { describeMetrics } = await import('../scripts/describe-metrics.ts')
const { testServer } = await import('./support/server.ts')

const door = await testServer()
const key = await door.createKey(await door.createUser())

test('one entry in the catalogue makes a metric ingestible, by each of its names', async () => {
  const date = (minute: number) => `2026-06-11 08:0${minute}:00 +0200`
  const response = await door.call('POST', '/v1/ingest', {
    key,
    body: {
      data: {
        metrics: [
          { name: 'jump_count', units: 'count', data: [{ date: date(0), qty: 12, source: 'Watch' }] },
          { name: 'Jumps', units: 'times', data: [{ date: date(1), qty: 13, source: 'Watch' }] },
          {
            type: 'Quantity',
            metric: 'skips',
            recorded_at: '2026-06-11T06:02:00Z',
            value: 14,
            unit: 'count',
          },
          { name: 'JumpCount', units: 'count', data: [{ date: date(3), qty: 100_001 }] },
          { name: 'jump_count', units: 'kg', data: [{ date: date(4), qty: 1 }] },
        ],
      },
    },
  })
  expect(response.json()).toMatchObject({
    status: 'partial',
    by_type: { jump_count: { received: 5, inserted: 3, updated: 0, duplicate: 0, rejected: 2 } },
    uncatalogued: [],
    errors: [
      { code: 'out_of_range', detail: 'value 100001 is above 100000' },
      { code: 'unknown_unit', detail: 'the unit kg does not convert to count' },
    ],
  })
})

test('and queryable', async () => {
  const response = await door.call('GET', '/v1/metrics/Jumps/samples?from=2026-06-11T06:01:00Z', { key })
  const sample = { duration_s: 0, grouped: false, unit: 'count' }
  expect(response.json()).toEqual({
    samples: [
      { ...sample, recorded_at: '2026-06-11T06:01:00.000Z', source: 'Watch', value: 13 },
      { ...sample, recorded_at: '2026-06-11T06:02:00.000Z', source: '', value: 14 },
    ],
    next_cursor: null,
  })
})

test('and documented: in the catalogue’s answer, in the OpenAPI document and in docs/metrics.md', async () => {
  const { metrics: answered } = (await door.call('GET', '/v1/catalogue', { key })).json()
  expect(answered.filter(({ name }: { name: string }) => name === 'jump_count')).toEqual([
    {
      name: 'jump_count',
      title: 'Jump Count',
      area: 'activity',
      kind: 'quantity',
      unit: 'count',
      aggregation: 'sum',
      aggregation_style: 'cumulative',
      range: [0, 100_000],
      healthkit: 'HKQuantityTypeIdentifierJumpCount',
      aliases: ['skips'],
      display_names: ['Jumps'],
    },
  ])
  expect(JSON.stringify(door.server.swagger())).toContain('"jump_count"')
  expect(describeMetrics(metrics.values())).toContain('| `jump_count` | Jump Count |')
})
