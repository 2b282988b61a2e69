import { expect, test } from 'vitest'
import { holdUserAlone } from '../../src/database/hold-user.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { createPool } from '../../src/database/pool.ts'
import { PendingIngestions } from '../../src/ingest/ledger/pending.ts'
import { storeRaw } from '../../src/ingest/ledger/raw.ts'
import { hashInPieces } from '../../src/ingest/ledger/sha256.ts'
import { eraseUser } from '../../src/keys/erase-user.ts'
import { testDatabase } from '../support/database.ts'
import { inThisThread } from '../support/in-this-thread.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool, url } = await testDatabase()

test('ten identical bodies at once insert each record once and count the rest as duplicates', async () => {
  const ingesting = await Ingesting.open(pool)
  const reports = await Promise.all(Array.from({ length: 10 }, () => ingesting.ingest(samples(300))))
  const total = (outcome: 'inserted' | 'duplicate') =>
    reports.reduce((sum, report) => sum + report[outcome], 0)
  expect({ inserted: total('inserted'), duplicate: total('duplicate') }).toEqual({
    inserted: 300,
    duplicate: 2700,
  })
  expect(await ingesting.count('quantity_metrics')).toBe(300)
})

test('overlapping bodies in opposite order neither deadlock nor lose a record', async () => {
  const ingesting = await Ingesting.open(pool)
  const forwards = samples(2000)
  const backwards = samples(2000)
  backwards.data.metrics[0]!.data.reverse()
  for (let round = 0; round < 3; round++) {
    await Promise.all([ingesting.ingest(forwards), ingesting.ingest(backwards)])
  }
  expect(await ingesting.count('quantity_metrics')).toBe(2000)
  const { rows } = await pool.query(
    'select deadlocks::integer from pg_stat_database where datname = current_database()',
  )
  expect(rows).toEqual([{ deadlocks: 0 }])
})

test('eight bodies at once for a time that has no partition yet all land', async () => {
  const users = await Promise.all(Array.from({ length: 8 }, () => Ingesting.open(pool)))
  const reports = await Promise.all(users.map(each => each.ingest(samples(10, Date.UTC(1987, 3, 1)))))
  expect(reports.map(({ inserted }) => inserted)).toEqual(Array(8).fill(10))
})

test('a body with one item a year over five hundred years makes room for the possible ones only', async () => {
  const ingesting = await Ingesting.open(pool)
  const data = Array.from({ length: 500 }, (_, index) => ({
    date: `${1800 + index}-06-01T00:00:00Z`,
    qty: 70,
  }))
  const report = await ingesting.ingest({
    data: { metrics: [{ name: 'weight_body_mass', units: 'kg', data }] },
  })
  const possible =
    new Date().getUTCFullYear() + (Date.now() > Date.UTC(new Date().getUTCFullYear(), 4, 30) ? 1 : 0) - 1900
  expect(report).toMatchObject({ received: 500, inserted: possible, rejected: 500 - possible })
})

test('a writer that meets conflicts without end gives up, also when a row is refused between them', async () => {
  const ingesting = await Ingesting.open(pool)
  await pool.query(`
    create sequence tries;
    create function conflict() returns trigger language plpgsql as $$ begin
      if nextval('tries') = 3 then raise numeric_value_out_of_range; end if;
      raise unique_violation;
    end $$;
    create trigger conflict before insert on quantity_metrics for each row when (new.user_id = '${ingesting.userId}')
    execute function conflict();
    grant all on sequence tries to public`)
  const raw = await ingesting.store(samples(1))
  await expect(ingesting.process(raw, samples(1))).rejects.toMatchObject({ code: '23505' })
  const { rows } = await pool.query('select last_value::integer as tries from tries')
  await pool.query('drop trigger conflict on quantity_metrics; drop function conflict; drop sequence tries')
  expect(rows).toEqual([{ tries: 4 }])
  expect(await ingesting.process(raw, samples(1))).toMatchObject({ received: 1, inserted: 1 })
})

test('a partition that somebody removed is made again', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(samples(5, Date.UTC(1950, 0, 1)))
  await pool.query('drop table quantity_metrics_y1950')
  expect(await ingesting.ingest(samples(5, Date.UTC(1950, 0, 1)))).toMatchObject({ inserted: 5 })
})

test('erasing a user leaves no row, and a body that comes later finds no account', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(samples(5))
  const raw = await ingesting.store(samples(5))
  const erasure = { userId: ingesting.userId, keyId: null, action: 'user.delete' } as const
  expect(await eraseUser(pool, erasure)).toEqual([])
  await expect(ingesting.process(raw, samples(5))).rejects.toMatchObject({ code: 'unauthorized' })
  const { rows } = await pool.query(
    `select (select count(*) from quantity_metrics where user_id = $1)::integer as samples,
       (select count(*) from raw_ingestions where user_id = $1)::integer as raws,
       (select count(*) from users where id = $1)::integer as users`,
    [ingesting.userId],
  )
  expect(rows).toEqual([{ samples: 0, raws: 0, users: 0 }])
  expect(await eraseUser(pool, erasure)).toBeUndefined()
})

test('who comes while a user is erased is refused at once, and does not wait for the end of it', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(samples(5))
  const eraser = await pool.connect()
  try {
    await eraser.query('begin')
    expect(await holdUserAlone(eraser, ingesting.userId)).toBe(true)
    await eraser.query('delete from raw_ingestions where user_id = $1', [ingesting.userId])
    const refused = { code: 'account_erasing' }
    await expect(ingesting.process(raw, samples(5))).rejects.toMatchObject(refused)
    await expect(ingesting.store(samples(6))).rejects.toMatchObject(refused)
    await eraser.query('rollback')
  } finally {
    eraser.release()
  }
  expect(await ingesting.process(raw, samples(5))).toMatchObject({ inserted: 5 })
})

test('what a crash left between the bytes and the rows is written at the next start, and a broken body is marked', async () => {
  const ingesting = await Ingesting.open(pool)
  const whole = await ingesting.store(samples(20))
  const broken = await ingesting.store('{"data":')
  const partitions = new Partitions(pool)
  const sent = Buffer.from(JSON.stringify(samples(30)))
  const queued = await storeRaw(
    { pool, partitions },
    {
      userId: ingesting.userId,
      keyId: null,
      sent,
      sha256: await hashInPieces(sent),
      contentType: null,
      contentEncoding: null,
      clientHeaders: {},
    },
    'queued',
  )
  const settled = new Promise<void>(resolve => {
    let open = 3
    const log = () => {
      open--
      if (open === 0) resolve()
    }
    pending = new PendingIngestions({
      pool,
      threads: inThisThread({ pool, partitions, disabledTypes: new Set(), maxBodyBytes: 1_000_000 }),
      log: { info: log, error: log },
    })
    pending.start()
  })
  await settled
  await pending!.close()
  const { rows } = await pool.query(
    `select id, status, report -> 'inserted' as inserted, processing_errors -> 0 ->> 'code' as error
     from raw_ingestions where user_id = $1 order by id`,
    [ingesting.userId],
  )
  expect(rows).toEqual([
    { id: whole.id, status: 'processed', inserted: 20, error: null },
    { id: broken.id, status: 'failed', inserted: null, error: 'body_not_json' },
    { id: queued.id, status: 'processed', inserted: 10, error: null },
  ])
})

test('a body of which the process died three times is marked as failed, and not tried for ever', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(samples(5))
  await pool.query('update raw_ingestions set claims = 3 where id = $1', [raw.id])
  const partitions = new Partitions(pool)
  const settled = new Promise<void>(resolve => {
    const log = { info: () => resolve(), error: () => resolve() }
    pending = new PendingIngestions({
      pool,
      threads: inThisThread({ pool, partitions, disabledTypes: new Set(), maxBodyBytes: 1_000_000 }),
      log,
    })
    pending.start()
  })
  await settled
  await pending!.close()
  const { rows } = await pool.query(
    `select status, processing_errors -> 0 ->> 'code' as error from raw_ingestions where id = $1`,
    [raw.id],
  )
  expect(rows).toEqual([{ status: 'failed', error: 'internal' }])
  expect(await ingesting.count('quantity_metrics')).toBe(0)
})

test('a body that a busy database turned away waits on, and the attempt does not count', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(samples(5))
  const impatient = createPool(`${url}?lock_timeout=200`, { onError: () => {} })
  const locker = await pool.connect()
  try {
    await locker.query('begin; lock table quantity_metrics in access exclusive mode')
    const told = new Promise<void>(resolve => {
      const log = { info: () => resolve(), error: () => resolve() }
      const partitions = new Partitions(pool)
      pending = new PendingIngestions({
        pool: impatient,
        threads: inThisThread({
          pool: impatient,
          partitions,
          disabledTypes: new Set(),
          maxBodyBytes: 1_000_000,
        }),
        log,
      })
      pending.start()
    })
    await told
    await pending!.close()
  } finally {
    await locker.query('rollback')
    locker.release()
    await impatient.end()
  }
  const { rows } = await pool.query('select status, claims from raw_ingestions where id = $1', [raw.id])
  expect(rows).toEqual([{ status: 'queued', claims: 0 }])
})

let pending: PendingIngestions | undefined

function samples(count: number, fromMs = Date.UTC(2025, 1, 1)) {
  const data = Array.from({ length: count }, (_, index) => ({
    date: new Date(fromMs + index * 60_000).toISOString(),
    qty: index % 7,
    source: 'Watch',
  }))
  return { data: { metrics: [{ name: 'flights_climbed', units: 'count', data }] } }
}
