import type { Pool } from 'pg'

/** What GET /v1/metrics should say of a metric, made from the raw rows by plain loops. */
export interface ReferenceMetric {
  metric: string
  units: string[]
  first_at: string
  last_at: string
  sources: string[]
  sample_count: number
  gaps: string[]
}

interface RawRow {
  metric: string
  at: Date
  source: string
  unit: string
}

const STEP_MS = 6 * 3_600_000

export async function referenceMetrics(
  pool: Pool,
  userId: string,
  timezone: string,
): Promise<ReferenceMetric[]> {
  const { rows } = await pool.query<RawRow>(
    `select 'heart_rate' as metric, recorded_at as at, source, 'count/min' as unit from heart_rate_metrics where user_id = $1
     union all select 'blood_pressure', recorded_at, source, 'mmHg' from blood_pressure_metrics where user_id = $1
     union all select metric, recorded_at, source, unit from quantity_metrics where user_id = $1
     union all select 'sleep_analysis', recorded_at, source, 'hr' from sleep_metrics where user_id = $1
     union all select 'sleep_analysis', started_at, source, 'hr' from sleep_stages where user_id = $1`,
    [userId],
  )
  const now = Date.now()
  return [...new Set(rows.map(({ metric }) => metric))].sort().map(metric => {
    const own = rows.filter(row => row.metric === metric)
    const times = own.map(({ at }) => at.getTime()).sort((a, b) => a - b)
    return {
      metric,
      units: byFrequency(own.map(({ unit }) => unit)),
      first_at: new Date(times[0]!).toISOString(),
      last_at: new Date(times.at(-1)!).toISOString(),
      sources: [...new Set(own.map(({ source }) => source))].sort(),
      sample_count: own.length,
      gaps: gapsOf(times, timezone, now),
    }
  })
}

/** Steps through time and notes what date it is: a date that the zone skipped is never seen. */
function gapsOf(times: number[], timezone: string, now: number): string[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' })
  const seen = new Set(times.map(time => format.format(time)))
  const today = format.format(now)
  const missed = new Set<string>()
  for (let time = times[0]!; time < now; time += STEP_MS) {
    const date = format.format(time)
    if (date < today && !seen.has(date)) missed.add(date)
  }
  return [...missed]
}

function byFrequency(texts: string[]): string[] {
  const count = (text: string) => texts.filter(other => other === text).length
  return [...new Set(texts)].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
}
