import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { type RawBody, type StoredRawId, storeRaw } from '../../../src/ingest/ledger/raw.ts'
import { RepeatedBodies } from '../../../src/ingest/ledger/repeated-bodies.ts'
import { hashInPieces } from '../../../src/ingest/ledger/sha256.ts'
import type { Report } from '../../../src/ingest/report.ts'
import { arrivals, at, type Body } from '../../support/contradicting-bodies.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { readRecords } from '../../support/records-of-user.ts'

const { pool } = await testDatabase()
const partitions = new Partitions(pool)

const heart = (...bpm: number[]): Body => ({
  grouping: 'Default',
  data: {
    metrics: [
      {
        name: 'heart_rate',
        units: 'bpm',
        data: bpm.map((Avg, minute) => ({ date: at(minute), Avg, source: 'Watch' })),
      },
    ],
  },
})

interface Stored {
  raw: RawBody
  stored: StoredRawId
}

/** A phone, and a service that remembers what it was sent. */
class Phone {
  readonly ingesting: Ingesting
  private readonly repeated = new RepeatedBodies()

  constructor(ingesting: Ingesting) {
    this.ingesting = ingesting
  }

  static async open(): Promise<Phone> {
    return new Phone(await Ingesting.open(pool))
  }

  /** @returns the report, and whether the body was known */
  async send(body: Body, more: Partial<RawBody> = {}): Promise<{ report: Report; known: boolean }> {
    const raw = await this.rawOf(body, more)
    const storing = storeRaw({ pool, partitions }, raw, 'received')
    const settled = await this.repeated.settle(pool, raw, storing)
    const report = settled ?? (await this.process({ raw, stored: await storing }))
    return { report, known: settled !== undefined }
  }

  /** What a request has done before it is interrupted. */
  async store(body: Body): Promise<Stored> {
    const raw = await this.rawOf(body, {})
    return { raw, stored: await storeRaw({ pool, partitions }, raw, 'received') }
  }

  /** What such a request does later. */
  async process({ raw, stored }: Stored): Promise<Report> {
    const report = await this.ingesting.process(stored, raw.sent, { ...raw.clientHeaders })
    this.repeated.remember(raw, stored, report)
    return report
  }

  private async rawOf({ grouping, data }: Body, more: Partial<RawBody>): Promise<RawBody> {
    const sent = Buffer.from(JSON.stringify({ data }))
    return {
      userId: this.ingesting.userId,
      keyId: null,
      sent,
      sha256: await hashInPieces(sent),
      contentType: 'application/json',
      contentEncoding: null,
      clientHeaders: { 'automation-aggregation': grouping },
      ...more,
    }
  }
}

test('with what is remembered and without, the same bodies end in the same reports and the same rows', async () => {
  let known = 0
  await fc.assert(
    fc.asyncProperty(arrivals, async bodies => {
      const phone = await Phone.open()
      const forgetful = await Ingesting.open(pool)
      for (const body of [...bodies, ...bodies, ...bodies.slice(-1)]) {
        const sent = await phone.send(body)
        const { grouping, data } = body
        expect(sent.report).toEqual(await forgetful.ingest({ data }, { 'automation-aggregation': grouping }))
        if (sent.known) known++
      }
      expect(await readRecords(pool, phone.ingesting.userId)).toEqual(
        await readRecords(pool, forgetful.userId),
      )
    }),
    { numRuns: 12 },
  )
  expect(known).toBeGreaterThan(0)
}, 240_000)

test('a body that comes again is kept byte for byte, accounted for in the ledger, and can be read again', async () => {
  const phone = await Phone.open()
  const first = await phone.send(heart(60, 61))
  expect(first).toMatchObject({ known: false, report: { inserted: 2 } })
  const counts = { received: 2, inserted: 0, updated: 0, duplicate: 2, rejected: 0 }
  const report = { ...first.report, ...counts, by_type: { heart_rate: counts } }
  expect(await phone.send(heart(60, 61))).toEqual({ known: true, report })
  const { rows } = await pool.query(
    `select id, status, report, format, processed_at is not null as is_processed, payload =
       (select payload from raw_ingestions where user_id = $1 order by id limit 1) as is_kept
     from raw_ingestions where user_id = $1 order by id desc limit 1`,
    [phone.ingesting.userId],
  )
  const { errors: _, ...stored } = report
  const { id, ...row } = rows[0]
  expect(row).toEqual({
    status: 'processed',
    format: 'health-auto-export',
    is_processed: true,
    is_kept: true,
    report: stored,
  })
  expect(await phone.ingesting.replay({ userId: phone.ingesting.userId, id })).toEqual(report)
})

test('what was corrected meanwhile, by whomever, is not there as it was written', async () => {
  const phone = await Phone.open()
  await phone.send(heart(60, 61))
  const another = heart(60, 65)
  await phone.ingesting.ingest({ data: another.data })
  expect(await phone.send(heart(60, 61))).toMatchObject({
    known: false,
    report: { updated: 1, duplicate: 1 },
  })
  // It corrected a row itself, so that it is known from the next time on.
  for (const known of [false, true]) {
    expect(await phone.send(heart(60, 61))).toMatchObject({ known, report: { duplicate: 2 } })
  }
})

test('a body that comes again is the last word over one between them that is written later', async () => {
  const phone = await Phone.open()
  await phone.send(heart(60))
  const { data } = heart(70)
  const between = await phone.ingesting.store({ data })
  expect(await phone.send(heart(60))).toMatchObject({ known: false, report: { duplicate: 1 } })
  await phone.ingesting.process(between, { data })
  expect((await readRecords(pool, phone.ingesting.userId)).heart_rate_metrics).toMatchObject([
    { avg_bpm: 60 },
  ])
})

// Where both have an offset, the earlier one changes something hidden; without, it changes nothing at all.
test.each([
  ['without a zone', '2025-06-01'],
  ['with one', '2025-06-01 10:00:00 +0200'],
])('a body that was written late, %s, is not known as what a later one made of it', async (_, date) => {
  const phone = await Phone.open()
  const weigh = (qty: number): Body => ({
    grouping: 'Default',
    data: {
      metrics: [{ name: 'weight_body_mass', units: 'kg', data: [{ date, qty, source: 'Scale' }] }],
    },
  })
  const late = await phone.store(weigh(70))
  expect(await phone.send(weigh(71))).toMatchObject({ report: { inserted: 1 } })
  expect(await phone.process(late)).toMatchObject({ duplicate: 1 })
  expect(await phone.send(weigh(70))).toMatchObject({ known: false, report: { updated: 1 } })
  expect((await readRecords(pool, phone.ingesting.userId)).quantity_metrics).toMatchObject([{ value: 70 }])
})

test('a body that a database set back to a backup has not any more is written again', async () => {
  const phone = await Phone.open()
  await phone.send(heart(60))
  const { userId } = phone.ingesting
  for (const table of ['raw_ingestions', 'heart_rate_metrics', 'sample_rollups', 'sample_streams'])
    await pool.query(`delete from ${table} where user_id = $1`, [userId])
  expect(await phone.send(heart(60))).toMatchObject({ known: false, report: { inserted: 1 } })
})

test('a body that invents names without end is not remembered', async () => {
  const phone = await Phone.open()
  const names = Array.from({ length: 2_000 }, (_, number) => `invented_by_somebody_${number}`)
  const metrics = names.map(name => ({ name, units: 'count', data: [{ date: at(0), qty: 1, source: 'S' }] }))
  for (const inserted of [2_000, 0]) {
    const sent = await phone.send({ grouping: 'Default', data: { metrics } })
    expect(sent).toMatchObject({ known: false, report: { inserted } })
  }
})

test('a body of another user, or one that is to be read otherwise, is another', async () => {
  const phone = await Phone.open()
  await phone.send(heart(60))
  const { userId } = await Ingesting.open(pool)
  expect(await phone.send(heart(60), { contentType: 'application/x-ndjson' })).toMatchObject({ known: false })
  expect(await phone.send({ ...heart(60), grouping: 'Hours' })).toMatchObject({ known: false })
  const clientHeaders = { 'automation-aggregation': 'Default', 'x-timezone': 'Asia/Tokyo' }
  expect(await phone.send(heart(60), { clientHeaders })).toMatchObject({ known: false })
  expect(await phone.send(heart(60), { userId })).toMatchObject({ known: false })
  expect(await phone.send(heart(60))).toMatchObject({ known: true })
})

test('what was rejected may be accepted another day, and is read again', async () => {
  const phone = await Phone.open()
  const broken = heart(60, 900)
  for (const inserted of [1, 0]) {
    expect(await phone.send(broken)).toMatchObject({ known: false, report: { inserted, rejected: 1 } })
  }
})

// Without a zone: with one the earlier body changes something hidden, which counts by itself.
test('a body that was written late is not known either where the later one was written while it was judged', async () => {
  const DAYS = 4_000
  const daily = (qty: number): Body => ({
    grouping: 'Default',
    data: {
      metrics: [
        {
          name: 'weight_body_mass',
          units: 'kg',
          data: Array.from({ length: DAYS }, (_, day) => ({
            date: new Date(Date.UTC(2014, 0, 1 + day)).toISOString().slice(0, 10),
            qty,
            source: 'Scale',
          })),
        },
      ],
    },
  })
  // Rows of months without a partition are not written before all are judged.
  await (await Phone.open()).send(daily(70))
  const phone = await Phone.open()
  const late = await phone.store(daily(70))
  expect(await phone.send(daily(71))).toMatchObject({ report: { inserted: DAYS } })
  expect(await phone.process(late)).toMatchObject({ duplicate: DAYS })
  expect(await phone.send(daily(70))).toMatchObject({ known: false, report: { updated: DAYS } })
})
