import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()

test('the names of metrics have one order, whatever that of the database is, and every page leads to the next', async () => {
  // As on a server whose databases sort as people do: capitals beside small letters.
  await door.pool.query('alter table sample_streams alter column metric type text collate "en-x-icu"')
  const key = await door.createKey(await door.createUser())
  const names = ['apnea', 'sleep_b', 'Sleepiness', 'VO2 slope', 'weight loss', 'Zest', 'zumba']
  const quantities = names.map(metric => ({
    type: 'Quantity',
    metric,
    recorded_at: '2025-01-15T10:00:00Z',
    value: 1,
    unit: 'x',
  }))
  const night = {
    type: 'Sleep',
    started_at: '2025-01-15T00:30:00Z',
    ended_at: '2025-01-15T01:10:00Z',
    stage: 'deep',
  }
  const body = { data: { metrics: [...quantities, night] } }
  const { inserted, errors } = (await door.call('POST', '/v1/ingest', { key, body })).json()
  expect({ inserted, errors }).toEqual({ inserted: 8, errors: [] })

  for (const limit of [1, 2, 3, 100]) {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null && seen.length < 20) {
      const place: string = cursor && `&cursor=${cursor}`
      const page = (await door.call('GET', `/v1/metrics?limit=${limit}${place}`, { key })).json()
      seen.push(...page.metrics.map(({ metric }: { metric: string }) => metric))
      cursor = page.next_cursor
    }
    expect({ limit, seen }).toEqual({ limit, seen: [...names, 'sleep_analysis'].sort() })
  }
})
