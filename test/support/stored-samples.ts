import type { Pool } from 'pg'

/** A number of a sample as statistics see it; made from the raw rows alone, so that nothing of the service is trusted. */
export interface StoredNumber {
  metric: string
  component: string
  unit: string
  /** Seconds that the client grouped by; 0 for a single reading. */
  groupingS: number
  source: string
  recordedAtMs: number
  value: number | null
  weightS: number
  min: number
  max: number
}

interface RawRow {
  metric: string
  unit: string
  component: string
  grouped: boolean
  duration_s: number
  source: string
  recorded_at: Date
  numbers: (number | null)[]
  /** Of quantities: what an instant shares with an interval that tells the same. */
  twin: string | null
}

/** Every number of a user's samples. */
export async function readStoredNumbers(pool: Pool, userId: string): Promise<StoredNumber[]> {
  const common = 'grouped, duration_s, source, recorded_at'
  const { rows } = await pool.query<RawRow>(
    `select 'heart_rate' as metric, 'count/min' as unit, '' as component, ${common},
       array[avg_bpm, min_bpm, max_bpm] as numbers, null as twin from heart_rate_metrics where user_id = $1
     union all select 'blood_pressure', 'mmHg', 'systolic', ${common}, array[systolic, null, null], null
       from blood_pressure_metrics where user_id = $1
     union all select 'blood_pressure', 'mmHg', 'diastolic', ${common}, array[diastolic, null, null], null
       from blood_pressure_metrics where user_id = $1
     union all select metric, unit, '', ${common}, array[value, min, max],
       concat_ws('|', metric, recorded_at, source, unit, qualifier) from quantity_metrics where user_id = $1`,
    [userId],
  )
  const intervals = new Set(
    rows.filter(row => groupingOf(row) === 0 && row.duration_s > 0).map(({ twin }) => twin),
  )
  const isToldAgain = ({ twin, grouped, duration_s: seconds }: RawRow) =>
    twin !== null && !grouped && seconds === 0 && intervals.has(twin)
  return rows
    .filter(row => !isToldAgain(row))
    .map(row => {
      const known = row.numbers.filter(number => number !== null)
      return {
        metric: row.metric,
        unit: row.unit,
        component: row.component,
        groupingS: groupingOf(row),
        source: row.source,
        recordedAtMs: row.recorded_at.getTime(),
        value: summable(row.numbers[0] ?? null),
        weightS: Math.max(row.duration_s, 1),
        min: Math.min(...known),
        max: Math.max(...known),
      }
    })
}

/** Beyond these limits a value is in no sum: it would leave what a double can hold. */
function summable(value: number | null): number | null {
  if (value === null || value === 0) return value
  return Math.abs(value) >= 1e-200 && Math.abs(value) <= 1e200 ? value : null
}

function groupingOf({ grouped, duration_s: seconds }: RawRow): number {
  if (grouped) return seconds
  if (seconds < 23 * 3600) return 0
  return seconds <= 25 * 3600 ? 24 * 3600 : seconds
}
