import type { Pool } from 'pg'
import { expect } from 'vitest'

/** How many rows of each table are this user's, of every table with a user_id that the catalog knows. */
export async function countRowsOf(pool: Pool, userId: string): Promise<Record<string, number>> {
  const { rows: tables } = await pool.query(
    `select relname as name from pg_attribute join pg_class on pg_class.oid = attrelid
     where attname = 'user_id' and relkind in ('r', 'p') and not relispartition
       and relnamespace = 'public'::regnamespace`,
  )
  expect(tables.length).toBeGreaterThan(12)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query(`select count(*)::int from ${name} where user_id = $1`, [userId])
    counts[name] = rows[0].count
  }
  const { rows } = await pool.query('select count(*)::int from users where id = $1', [userId])
  return { ...counts, users: rows[0].count }
}

/** Fails the running test unless the one line of the audit is all that is left of the user. */
export async function expectErased(
  pool: Pool,
  { userId, keyId, action }: { userId: string; keyId: string | null; action: string },
): Promise<void> {
  const left = Object.entries(await countRowsOf(pool, userId)).filter(([, count]) => count > 0)
  expect(left).toEqual([['audit_log', 1]])
  const { rows } = await pool.query(
    'select key_id, action, target, outcome from audit_log where user_id = $1',
    [userId],
  )
  expect(rows).toEqual([{ key_id: keyId, action, target: userId, outcome: 'ok' }])
}

/** A body of which something lands in every table of records. */
export function everyKind() {
  const at = '2025-01-15T10:00:00Z'
  return {
    data: {
      metrics: [
        { type: 'HeartRate', recorded_at: at, avg_bpm: 60 },
        { type: 'BloodPressure', recorded_at: at, systolic: 120, diastolic: 80 },
        { type: 'Quantity', metric: 'body_mass', recorded_at: at, value: 70, unit: 'kg' },
        { type: 'Sleep', started_at: at, ended_at: '2025-01-15T11:00:00Z', stage: 'deep' },
        { name: 'sleep_analysis', units: 'hr', data: [{ date: '2025-01-15 08:00:00 +0000', totalSleep: 7 }] },
      ],
      workouts: [
        {
          name: 'Running',
          start: '2025-01-15 17:00:00 +0000',
          end: '2025-01-15 17:30:00 +0000',
          heartRateData: [{ date: '2025-01-15 17:01:00 +0000', Min: 100, Avg: 110, Max: 120, units: 'bpm' }],
          route: [{ timestamp: '2025-01-15 17:01:00 +0000', latitude: 52.5, longitude: 13.4 }],
        },
      ],
      symptoms: [{ name: 'Headache', start: at, end: at, severity: 'mild' }],
    },
  }
}
