import { LRUCache } from 'lru-cache'
import type { ClientBase, Pool } from 'pg'
import { writeAsUser } from '../../database/hold-user.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { formats } from '../../formats/index.ts'
import { writers } from '../ingest.ts'
import { readingHeaders } from '../parse/parse-body.ts'
import type { Counts, Report } from '../report.ts'
import { updatesOf } from '../write/row-updates.ts'
import { finishingRaw, lockingRaw, type RawBody, type RawId, readLocked, type StoredRawId } from './raw.ts'

/** A phone that got no answer sends the same again within minutes. */
const MAX_BODIES = 1_000
/** As JSON: a phone's report has twenty types, but a body may invent ten thousand names. */
const MAX_REPORT_LENGTH = 32_768
const MAX_LENGTH = 8_388_608

/** A body that was written, what became of it, and how often rows of its user had been changed before. */
interface Known {
  raw: StoredRawId
  report: Report
}

/**
 * Bodies that this process has written whole. One that comes again byte for byte, while none of the user's rows has
 * been changed, is known to be there: it is kept and accounted for like any other, and need not be read.
 */
export class RepeatedBodies {
  private readonly known = new LRUCache<string, Known>({
    max: MAX_BODIES,
    maxSize: MAX_LENGTH,
    maxEntrySize: MAX_REPORT_LENGTH,
    sizeCalculation: ({ report }, key) => key.length + JSON.stringify(report).length,
  })

  /**
   * Remembers a body of which every record is stored. What was rejected or left out may be judged otherwise another day.
   * @param raw what it was stored as, before its rows were written
   */
  remember(body: RawBody, raw: StoredRawId, report: Report): void {
    const isWhole = report.rejected === 0 && report.errors.length === 0 && !body.redaction
    // Whoever moves to another time zone moves these times as well.
    const isLocal = formats.some(({ name, writesLocalTimes }) => name === report.format && writesLocalTimes)
    if (isWhole && !isLocal) this.known.set(keyOf(body), { raw, report })
  }

  /**
   * Accounts for a body that is known to be stored, without reading it.
   * @param storing the bytes, which are kept like those of any other
   * @returns undefined where it has to be read
   * @throws whatever storing the bytes throws
   * @throws {Problem} of holdUser
   */
  async settle(pool: Pool, body: RawBody, storing: Promise<RawId>): Promise<Report | undefined> {
    const known = this.known.get(keyOf(body))
    if (!known) return undefined
    const raw = await storing
    return writers.take(raw.userId, () =>
      writeAsUser(
        pool,
        raw.userId,
        'records',
        async ({ client, opened: [locked], atLast }) => {
          const { report: finished, hasEarlierPending } = readLocked(locked!)
          if (finished) return finished
          // An earlier one may change these rows yet, and must not take itself for the latest.
          if (hasEarlierPending || !(await isAsWritten(client, known))) return undefined
          const report = repeat(known.report)
          atLast(finishingRaw(raw, report))
          return report
        },
        () => [lockingRaw(raw)],
      ),
    )
  }
}

/**
 * Whether rows are as a body left them: none was changed, and the ledger still has it as written, which a database that
 * was set back to a backup does not.
 */
async function isAsWritten(client: ClientBase, { raw: { userId, id, updates } }: Known): Promise<boolean> {
  const { rows } = await client.query(
    `select from raw_ingestions
     where user_id = $1 and received_at = $2 and id = $3 and status = 'processed' and ${updatesOf('$1')} = $4`,
    [userId, timeOfUuid(id), id, updates],
  )
  return rows.length === 1
}

/** What makes two bodies one: all that reading them goes by. */
function keyOf({ userId, sha256, contentType, contentEncoding, clientHeaders }: RawBody): string {
  const headers = readingHeaders.map(name => clientHeaders[name])
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
