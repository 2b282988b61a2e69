import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrate, migrationsDir } from '../../src/database/migrate.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { emptyDatabase } from '../support/database.ts'
import { createTestUser } from '../support/ingesting.ts'
import { readRollups, sumUp } from '../support/rollups.ts'

const { pool } = await emptyDatabase()
const { pool: backlogged } = await emptyDatabase()

/** Applies the migrations up to one of them: what a service of that time has done. */
async function migrateTo(last: number, database = pool): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'health-export-migrations-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const name of readdirSync(migrationsDir)) {
    if (Number.parseInt(name, 10) <= last) cpSync(join(migrationsDir, name), join(directory, name))
  }
  await migrate(database, directory)
}

const day = '2025-03-01'
const ingestionId = '0197e7a0-0000-7000-8000-000000000000'

/** Samples of every table, for half a day around the turn of an hour; of some quantities an instant and its interval. */
async function fill(userId: string): Promise<void> {
  const times = `generate_series('${day}T00:00:00Z'::timestamptz, '${day}T12:00:00Z', '7 minutes') with ordinality as t (at, n)`
  await pool.query(
    `insert into heart_rate_metrics (user_id, recorded_at, source, min_bpm, avg_bpm, ingestion_id)
     select $1, at, 'Watch ' || n % 2, 50 + n % 9, case when n % 5 > 0 then 60 + n % 7 end, $2 from ${times}`,
    [userId, ingestionId],
  )
  await pool.query(
    `insert into blood_pressure_metrics (user_id, recorded_at, systolic, diastolic, ingestion_id)
     select $1, at, 110 + n % 20, 70 + n % 10, $2 from ${times}`,
    [userId, ingestionId],
  )
  await pool.query(
    `insert into quantity_metrics (user_id, metric, recorded_at, duration_s, grouped, source, value, unit, ingestion_id)
     select $1, metric, at, duration_s, grouped, 'Phone', value * n, unit, $2
     from ${times}, (values
       ('step_count', 0, false, 3.5, 'count'), ('step_count', 240, false, 3.5, 'count'),
       ('step_count', 3600, true, 40, 'count'), ('sleep_hours', 86400, false, 0.1, 'hr'),
       ('some_new_metric', 0, false, 1e201, 'lb')
     ) as told (metric, duration_s, grouped, value, unit)
     where duration_s <> 240 or n % 3 = 0`,
    [userId, ingestionId],
  )
}

test('rollups are what the samples sum up to, whichever of the earlier services wrote these', async () => {
  await migrateTo(16)
  const partitions = new Partitions(pool)
  for (const table of ['heart_rate_metrics', 'blood_pressure_metrics', 'quantity_metrics']) {
    await partitions.ensure(table, [Date.parse(day)])
  }
  const users = [await createTestUser(pool), await createTestUser(pool)]
  for (const userId of users) await fill(userId)
  await migrateTo(17)
  const { rows: before } = await pool.query('select count(*)::integer from sample_rollups')
  await migrateTo(18)
  await migrate(pool)
  for (const userId of users) {
    const rollups = await readRollups(pool, userId)
    expect(Object.keys(rollups)).toHaveLength(before[0].count / 2)
    expect(rollups).toEqual(await sumUp(pool, userId))
  }
})

test('who has bodies that wait stands in the queue, in the order of their oldest', async () => {
  await migrateTo(19, backlogged)
  const receivedAt = (day: number) => `2025-03-0${day}T00:00:00Z`
  await new Partitions(backlogged).ensure('raw_ingestions', [Date.parse(receivedAt(1))])
  const users: string[] = []
  for (const rows of [
    [['queued', 'gzip', 4]],
    [
      ['queued', 'as_sent', 3],
      ['processing', 'gzip', 2],
    ],
    [['processed', 'gzip', 1]],
    [['queued', 'not_kept', 1]],
    [['received', 'gzip', 5]],
  ] as const) {
    const userId = await createTestUser(backlogged)
    users.push(userId)
    for (const [status, storedAs, day] of rows) {
      await backlogged.query(
        `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, sent_bytes, sha256)
         values ($1, $2, gen_random_uuid(), $3, '', $4, 0, sha256(''))`,
        [userId, receivedAt(day), status, storedAs],
      )
    }
  }
  await migrate(backlogged)
  const { rows } = await backlogged.query(
    'select user_id, waiting_since, taken_by from waiting_users order by waiting_since',
  )
  expect(rows).toEqual(
    [
      [users[1], 2],
      [users[0], 4],
      [users[4], 5],
    ].map(([user_id, day]) => ({
      user_id,
      waiting_since: new Date(receivedAt(day as number)),
      taken_by: null,
    })),
  )
})
