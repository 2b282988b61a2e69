import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { holdUserForWriting } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { formats } from '../formats/index.ts'
import { writers } from './ingest.ts'
import { formatHeader, timezoneHeader } from './parse-body.ts'
import { finishRaw, lockRaw, type RawBody, type StoredRawId } from './raw.ts'
import type { Counts, Report } from './report.ts'
import { readUpdates } from './row-updates.ts'

/** A phone that got no answer sends the same again within minutes. */
const MAX_BODIES = 1_000
/** Of one body. Phones know two hundred; a body may invent names. */
const MAX_TYPES = 500

/** What became of a body, and how often rows of its user had been changed before it was written. */
interface Known {
  report: Report
  updates: string
}

/**
 * The bodies that this process has written whole. One that comes again byte for byte, while none of the user's rows has
 * been changed, is known to be there: it is kept and accounted for like any other, and need not be read.
 */
export class RepeatedBodies {
  private readonly known = new LRUCache<string, Known>({ max: MAX_BODIES })

  /**
   * Remembers a body of which every record is stored. What was rejected or left out may be judged otherwise another day.
   * @param stored what it was stored as, before its rows were written
   */
  remember(body: RawBody, { updates }: StoredRawId, report: Report): void {
    const isWhole = report.rejected === 0 && report.errors.length === 0 && !body.redaction
    const isSmall = Object.keys(report.by_type).length <= MAX_TYPES
    // Whoever moves to another time zone moves these times as well.
    const isLocal = formats.some(({ name, writesLocalTimes }) => name === report.format && writesLocalTimes)
    if (isWhole && isSmall && !isLocal) this.known.set(keyOf(body), { report, updates })
  }

  /**
   * Accounts for a body that is known to be stored, without reading it.
   * @param storing the bytes, which are kept like those of any other
   * @returns undefined where it has to be read
   * @throws whatever storing the bytes throws
   * @throws {Problem} of holdUser
   */
  async settle(pool: Pool, body: RawBody, storing: Promise<StoredRawId>): Promise<Report | undefined> {
    const known = this.known.get(keyOf(body))
    if (!known) return undefined
    const raw = await storing
    return writers.take(raw.userId, () =>
      inTransaction(pool, async client => {
        await holdUserForWriting(client, raw.userId, 'records')
        const { report: finished, hasEarlierPending } = await lockRaw(client, raw)
        if (finished) return finished
        // An earlier one may change these rows yet, and must not take itself for the latest.
        if (hasEarlierPending || (await readUpdates(client, raw.userId)) !== known.updates) return undefined
        const report = repeat(known.report)
        await finishRaw(client, raw, report)
        return report
      }),
    )
  }
}

/** What makes two bodies one: all that reading them goes by. */
function keyOf({ userId, sha256, contentType, contentEncoding, clientHeaders }: RawBody): string {
  const headers = [formatHeader, timezoneHeader, 'automation-aggregation'].map(name => clientHeaders[name])
  return JSON.stringify([userId, sha256.toString('base64'), contentType, contentEncoding, ...headers])
}

/** The report of the same body, all of which is there. */
function repeat(report: Report): Report {
  const byType = Object.entries(report.by_type).map(([type, counts]) => [type, asDuplicates(counts)] as const)
  return { ...report, ...asDuplicates(report), by_type: Object.fromEntries(byType) }
}

const asDuplicates = ({ received }: Counts): Counts => ({
  received,
  inserted: 0,
  updated: 0,
  duplicate: received,
  rejected: 0,
})
