import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { rowsOfUser } from '../../support/tables.ts'

const { pool } = await testDatabase()

const ROWS = 700
const tables = [
  'heart_rate_metrics',
  'blood_pressure_metrics',
  'quantity_metrics',
  'sleep_stages',
  'health_events',
] as const

/** Times before 1970 and before 2000, with microseconds, in other offsets; texts of all planes; nothing where nothing is known. */
const at = (index: number) =>
  index % 3 === 0
    ? `19${60 + (index % 40)}-02-03T04:05:${String(index % 60).padStart(2, '0')}.${String(index).padStart(6, '0')}-03:30`
    : new Date(1_600_000_000_000 + index * 61_001).toISOString()
const source = (index: number) => ['Watch', undefined, 'Anna’s Ring ⌚😀', 'x'.repeat(200)][index % 4]

const items = Array.from({ length: ROWS }, (_, index) => {
  const common = {
    recorded_at: at(index),
    source: source(index),
    note: index % 7 ? undefined : { 'kö\n"': [index] },
  }
  return [
    {
      type: 'HeartRate',
      ...common,
      min_bpm: index % 2 ? 40.123456789 : undefined,
      avg_bpm: 60 + index / 100,
    },
    { type: 'BloodPressure', ...common, systolic: 100 + index / 20, diastolic: 70 },
    {
      type: 'Quantity',
      ...common,
      metric: 'some_new_metric',
      value: -index * 1e-9,
      unit: index % 2 ? 'm' : undefined,
    },
    {
      type: 'Sleep',
      started_at: at(index),
      ended_at: '2024-01-01T00:00:00Z',
      stage: 'deep',
      source: source(index),
    },
    { type: 'Unheard', ...common, text: `${index}` },
  ]
}).flat()

async function storedAfter(bodySize: number): Promise<Record<string, unknown[]>> {
  const ingesting = await Ingesting.open(pool)
  for (let start = 0; start < items.length; start += bodySize) {
    await ingesting.ingest({ data: { metrics: items.slice(start, start + bodySize) } })
  }
  const stored = await rowsOfUser(pool, ingesting.userId)
  return Object.fromEntries(
    tables.map(table => [
      table,
      stored[table]!.map(row => JSON.stringify({ ...JSON.parse(row), user_id: 0, ingestion_id: 0 })).sort(),
    ]),
  )
}

test('rows that are copied in one go are those that travel as arrays', async () => {
  const copied = await storedAfter(items.length)
  for (const table of tables) expect([table, copied[table]!.length]).toEqual([table, ROWS])
  expect(copied).toEqual(await storedAfter(400))
}, 60_000)

test('behind COPY, also behind one that was refused, everything is written in the role that policies hold back', async () => {
  const { pool } = await testDatabase()
  await pool.query(
    `create table written (what text, as_role text);
     grant all on written to public;
     create function note_role() returns trigger language plpgsql as $$
       begin insert into written values (tg_argv[0], current_user); return new; end $$;
     create trigger note after insert on sample_rollups for each row execute function note_role('rollups');
     create trigger note after insert on sample_changes for each row execute function note_role('changes');
     create trigger note after update on raw_ingestions for each row execute function note_role('report');
     alter table heart_rate_metrics add constraint refused check (avg_bpm <> 61)`,
  )
  const ingesting = await Ingesting.open(pool)
  const metrics = Array.from({ length: 1_200 }, (_, index) => ({
    type: 'HeartRate',
    recorded_at: new Date(1_700_000_000_000 + index * 60_000).toISOString(),
    avg_bpm: index === 717 ? 61 : 80,
  }))
  expect(await ingesting.ingest({ data: { metrics } })).toMatchObject({ inserted: 1_199, rejected: 1 })
  const { rows } = await pool.query('select distinct what, as_role from written order by what')
  expect(rows).toEqual(
    ['changes', 'report', 'rollups'].map(what => ({ what, as_role: 'health_export_writer' })),
  )
})
