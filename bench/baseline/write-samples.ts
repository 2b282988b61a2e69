import type { ClientBase } from 'pg'

export interface HeartRate {
  recordedAt: Date
  min: number
  avg: number
  max: number
  source: string
}

/** More than about 9,000 would exceed the parameters that a statement may have. */
const ROWS_PER_STATEMENT = 1_000

/** Multi-row VALUES that pass over what is there. @returns how many were new */
export async function writeSamples(
  client: ClientBase,
  { userId, ingestionId, samples }: { userId: string; ingestionId: string; samples: readonly HeartRate[] },
): Promise<number> {
  let inserted = 0
  for (let start = 0; start < samples.length; start += ROWS_PER_STATEMENT) {
    const values: unknown[] = []
    const rows = samples
      .slice(start, start + ROWS_PER_STATEMENT)
      .map(({ recordedAt, min, avg, max, source }) => {
        const first = values.push(userId, recordedAt, source, min, avg, max, ingestionId) - 6
        return `(${Array.from({ length: 7 }, (_, place) => `$${first + place}`).join()})`
      })
    const { rowCount } = await client.query(
      `insert into heart_rate_metrics (user_id, recorded_at, source, min_bpm, avg_bpm, max_bpm, ingestion_id)
       values ${rows.join()} on conflict do nothing`,
      values,
    )
    inserted += rowCount ?? 0
  }
  return inserted
}
