import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { Partitions } from '../../src/database/partitions.ts'
import type { DisabledTypes } from '../../src/ingest/disabled-types/disabled-types.ts'
import { type RawId, storeRaw } from '../../src/ingest/ledger/raw.ts'
import { replay } from '../../src/ingest/ledger/replay.ts'
import { hashInPieces } from '../../src/ingest/ledger/sha256.ts'
import { processRaw, type StoredDeps } from '../../src/ingest/process-raw.ts'
import type { Report } from '../../src/ingest/report.ts'
import { expectAccounted } from './accounting.ts'

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
  private readonly deps: StoredDeps

  private constructor(pool: Pool, userId: string, disabledTypes: DisabledTypes) {
    this.pool = pool
    this.userId = userId
    const partitions = new Partitions(pool)
    this.deps = { pool, partitions, disabledTypes, maxBodyBytes: Number.MAX_SAFE_INTEGER }
  }

  static async open(pool: Pool, disabledTypes: DisabledTypes = new Set()): Promise<Ingesting> {
    return new Ingesting(pool, await createTestUser(pool), disabledTypes)
  }

  /** Stores the bytes only: what a request has done when its process dies. */
  async store(body: unknown, clientHeaders: Record<string, string> = {}): Promise<RawId> {
    const sent = bytesOf(body)
    return storeRaw(
      this.deps,
      {
        userId: this.userId,
        keyId: null,
        sent,
        sha256: await hashInPieces(sent),
        contentType: 'application/json',
        contentEncoding: null,
        clientHeaders,
      },
      'received',
    )
  }

  async process(
    raw: RawId,
    body: unknown,
    clientHeaders: Record<string, string> = {},
    replay?: true,
  ): Promise<Report> {
    const report = await processRaw(this.deps, this.userId, {
      raw,
      bytes: bytesOf(body),
      contentType: 'application/json',
      clientHeaders,
      ...(replay && { replay }),
    })
    expectAccounted(report)
    return report
  }

  async ingest(body: unknown, clientHeaders: Record<string, string> = {}): Promise<Report> {
    return this.process(await this.store(body, clientHeaders), body, clientHeaders)
  }

  /** Reads what is stored again, as an upgraded service does. */
  async replay(raw: RawId): Promise<Report> {
    const report = await replay(this.deps, raw)
    if (!report) throw new Error('There is nothing to replay')
    expectAccounted(report)
    return report
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

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
