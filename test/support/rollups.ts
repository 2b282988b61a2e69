import type { Pool } from 'pg'
import { readStoredNumbers } from './stored-samples.ts'

interface Rollup {
  count: number
  sum: number
  weighted: number
  weight: number
  min: number
  max: number
}

const rounded = (number: number) => Number(number.toPrecision(10))

/** What the rollups have to be, summed up one by one from the raw rows. */
export async function sumUp(pool: Pool, userId: string): Promise<Record<string, Rollup>> {
  const rollups: Record<string, Rollup> = {}
  for (const number of await readStoredNumbers(pool, userId)) {
    for (const minutes of [15, 60]) {
      const start = Math.floor(number.recordedAtMs / (minutes * 60_000)) * minutes * 60_000
      const { metric, component, unit, groupingS, source } = number
      const key = [metric, minutes, component, unit, groupingS, source, new Date(start).toISOString()].join(
        '|',
      )
      rollups[key] ??= { count: 0, sum: 0, weighted: 0, weight: 0, min: Infinity, max: -Infinity }
      const rollup = rollups[key]
      rollup.count++
      if (number.value !== null) {
        rollup.sum += number.value
        rollup.weighted += number.value * number.weightS
        rollup.weight += number.weightS
      }
      rollup.min = Math.min(rollup.min, number.min)
      rollup.max = Math.max(rollup.max, number.max)
    }
  }
  for (const rollup of Object.values(rollups)) {
    rollup.sum = rounded(rollup.sum)
    rollup.weighted = rounded(rollup.weighted)
    rollup.weight = rounded(rollup.weight)
  }
  return rollups
}

/** What the rollups of a user are, under the same names. */
export async function readRollups(pool: Pool, userId: string): Promise<Record<string, Rollup>> {
  const { rows } = await pool.query(
    `select * from sample_rollups as rollup
     left join sample_streams as stream on stream.user_id = rollup.user_id and stream.id = stream_id
     where rollup.user_id = $1`,
    [userId],
  )
  return Object.fromEntries(
    rows.map(row => [
      [
        row.metric,
        row.resolution_min,
        row.component,
        row.unit,
        row.grouping_s,
        row.source,
        row.bucket_start.toISOString(),
      ].join('|'),
      {
        count: row.sample_count,
        sum: rounded(row.value_sum),
        weighted: rounded(row.weighted_sum),
        weight: rounded(row.weight_s),
        min: row.min,
        max: row.max,
      },
    ]),
  )
}
