import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import type { DisabledTypes } from '../../src/ingest/disabled-types.ts'
import { processRaw } from '../../src/ingest/process-raw.ts'
import { type RawId, storeRaw } from '../../src/ingest/raw.ts'
import type { Counts, Report } from '../../src/ingest/report.ts'

export async function createTestUser(pool: Pool): Promise<string> {
  const { rows } = await pool.query(`insert into users (email) values ($1) returning id`, [
    `${randomUUID()}@example.org`,
  ])
  return rows[0].id
}

/** An ingestion's way from the stored bytes on; every report is checked for its invariant. */
export class Ingesting {
  readonly pool: Pool
  readonly userId: string
  private readonly partitions: Partitions
  private readonly disabledTypes: DisabledTypes

  private constructor(pool: Pool, userId: string, disabledTypes: DisabledTypes) {
    this.pool = pool
    this.userId = userId
    this.disabledTypes = disabledTypes
    this.partitions = new Partitions(pool)
  }

  static async open(pool: Pool, disabledTypes: DisabledTypes = new Set()): Promise<Ingesting> {
    return new Ingesting(pool, await createTestUser(pool), disabledTypes)
  }

  /** Stores the bytes only: what a request has done when its process dies. */
  store(body: unknown, clientHeaders: Record<string, string> = {}): Promise<RawId> {
    return storeRaw(
      { pool: this.pool, partitions: this.partitions },
      {
        userId: this.userId,
        keyId: null,
        sent: bytesOf(body),
        contentType: 'application/json',
        contentEncoding: null,
        clientHeaders,
      },
      'received',
    )
  }

  async process(raw: RawId, body: unknown, clientHeaders: Record<string, string> = {}): Promise<Report> {
    const report = await processRaw(
      { pool: this.pool, partitions: this.partitions, disabledTypes: this.disabledTypes },
      { raw, bytes: bytesOf(body), contentType: 'application/json', clientHeaders },
    )
    expectAccounted(report)
    return report
  }

  async ingest(body: unknown, clientHeaders: Record<string, string> = {}): Promise<Report> {
    return this.process(await this.store(body, clientHeaders), body, clientHeaders)
  }

  /** The user's rows of a table in the order of their key, without what differs from run to run. */
  async rows(table: string, columns: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool.query(
      `select ${columns} from ${table} where user_id = $1 order by ${columns}`,
      [this.userId],
    )
    return rows
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.pool.query(`select count(*)::integer from ${table} where user_id = $1`, [
      this.userId,
    ])
    return rows[0].count
  }
}

/** received = inserted + updated + duplicate + rejected, in total and per type, and the types add up. */
export function expectAccounted(report: Counts & { by_type: Record<string, Counts> }): void {
  const sum = (counts: Counts) => counts.inserted + counts.updated + counts.duplicate + counts.rejected
  expect(sum(report)).toBe(report.received)
  for (const counts of Object.values(report.by_type)) expect(sum(counts)).toBe(counts.received)
  const received = Object.values(report.by_type).reduce((total, counts) => total + counts.received, 0)
  expect(received).toBe(report.received)
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
