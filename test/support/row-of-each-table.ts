import type { Pool } from 'pg'

// Not a date of the past, for which there might be no partition.
const instant = new Date().toISOString()
const span = `'${instant}', '${instant}'`
const id = '0197e7a0-0000-7000-8000-000000000000'

/** What each table with a user_id takes as the other columns of a row, and their values in SQL. */
export const rowOf: Record<string, [columns: string, values: string]> = {
  api_keys: [
    'key_id, key_hash, name, scopes',
    `substr(md5($1::uuid::text), 1, 12), md5($1::uuid::text), 'k', '{read}'`,
  ],
  sessions: ['id, key_id, token_hash, expires_at', `'${id}', 'abcdefghijkl', sha256('a'), '${instant}'`],
  sign_in_links: ['id, key_id, token_hash, expires_at', `'${id}', 'abcdefghijkl', sha256('b'), '${instant}'`],
  audit_log: ['id, action, outcome', `'${id}', 'key.create', 'done'`],
  raw_ingestions: [
    'received_at, id, status, payload, stored_as, client_headers, sent_bytes, sha256',
    `'${instant}', '${id}', 'processed', '', 'gzip', '{}', 0, sha256('')`,
  ],
  devices: ['id, detail', `1, '{"name":"Watch"}'`],
  heart_rate_metrics: ['recorded_at, avg_bpm, ingestion_id', `'${instant}', 60, '${id}'`],
  blood_pressure_metrics: [
    'recorded_at, systolic, diastolic, ingestion_id',
    `'${instant}', 120, 80, '${id}'`,
  ],
  quantity_metrics: [
    'metric, recorded_at, value, unit, ingestion_id',
    `'step_count', '${instant}', 100, 'count', '${id}'`,
  ],
  sleep_metrics: ['recorded_at, total_hours, ingestion_id', `'${instant}', 7, '${id}'`],
  sleep_stages: ['started_at, ended_at, stage, ingestion_id', `${span}, 'deep', '${id}'`],
  health_events: ['type, started_at, ended_at, ingestion_id', `'mood', ${span}, '${id}'`],
  workouts: ['started_at, ended_at, activity, ingestion_id', `${span}, 'running', '${id}'`],
  workout_routes: [
    `started_at, ended_at, activity, recorded_at, latitude, longitude, altitude_m, speed_m_per_s, course_deg,
     horizontal_accuracy_m, vertical_accuracy_m, speed_accuracy_m_per_s, course_accuracy_deg, ingestion_id`,
    `${span}, 'running', '{${instant}}', '{1}', '{1}', '{1}', '{1}', '{1}', '{1}', '{1}', '{1}', '{1}', '${id}'`,
  ],
  workout_series: [
    'started_at, ended_at, activity, name, recorded_at, value, min, max, ingestion_id',
    `${span}, 'running', 'heart_rate', '{${instant}}', '{60}', '{60}', '{60}', '${id}'`,
  ],
  sample_changes: ['first_day, changes', `'${instant}', 1`],
  row_updates: ['updates', '1'],
  waiting_users: ['waiting_since', `'${instant}'`],
  sample_streams: [
    'id, metric, component, unit, grouping_s, source',
    `1, 'step_count', '', 'count', 0, 'Watch'`,
  ],
  sample_rollups: [
    'stream_id, resolution_min, bucket_start, value_sum, weighted_sum, weight_s, min, max, sample_count',
    `1, 15, '${instant}', 1, 1, 1, 1, 1, 1`,
  ],
}

/** Adds one row of a user. @param client whoever may: its refusal is the caller's to look at */
export async function insertRow(client: Pick<Pool, 'query'>, table: string, userId: string): Promise<void> {
  const row = rowOf[table]
  if (!row) throw new Error(`Say in rowOf what a row of ${table} needs`)
  const [columns, values] = row
  await client.query(`insert into ${table} (user_id, ${columns}) values ($1::uuid, ${values})`, [userId])
}
