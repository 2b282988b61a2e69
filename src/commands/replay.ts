import { Command } from 'commander'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { isErasure } from '../database/hold-user.ts'
import { Partitions } from '../database/partitions.ts'
import type { DisabledTypes } from '../ingest/disabled-types/disabled-types.ts'
import type { RawId } from '../ingest/ledger/raw.ts'
import { countReceived, findReceived, listReceived, replay } from '../ingest/ledger/replay.ts'
import type { StoredDeps } from '../ingest/process-raw.ts'
import type { Counts } from '../ingest/report.ts'
import { recordAction, recordOnHost } from '../keys/audit.ts'
import { listUsers } from '../keys/users.ts'
import { Problem, type ProblemCode } from '../problem.ts'
import type { CommandContext } from './command-context.ts'
import { PAGE_LENGTH, readAllPages } from './read-all-pages.ts'
import { requireUser } from './require-user.ts'

const PROGRESS_EVERY_MS = 2_000
const outcomes = ['received', 'inserted', 'updated', 'duplicate', 'rejected'] as const

/** What became of all bodies that were read again. */
interface Summary extends Counts {
  ingestions: number
  /** Bodies that cannot be read today either; they stay as they were. */
  unreadable: { ingestion_id: string; code: ProblemCode; detail: string }[]
}

type ReadDisabledTypes = (config: Config) => DisabledTypes

/** `replay [--user E] [--ingestion ID]` */
export const replayCommand = (context: CommandContext, readDisabledTypes: ReadDisabledTypes): Command =>
  new Command('replay')
    .description('read stored bodies again with the code of today, in the order in which they came')
    .option('--user <user>', 'e-mail or id of the user (default: all users)')
    .option('--ingestion <id>', 'only this one')
    .action(async ({ user, ingestion }: { user?: string; ingestion?: string }) => {
      const config = context.readConfig()
      const disabledTypes = readDisabledTypes(config)
      const summary = await context.withMigratedDatabase(async ({ pool }) => {
        const { maxBodyBytes } = config
        const deps = { pool, partitions: new Partitions(pool), disabledTypes, maxBodyBytes }
        const userIds = user === undefined ? await listUserIds(pool) : [(await requireUser(pool, user)).id]
        const summary = newSummary()
        if (ingestion !== undefined) {
          await replayOne(context, deps, await findReceived(pool, userIds, ingestion), summary)
          return summary
        }
        const total = await countReceived(pool, userIds)
        for (const userId of userIds) {
          await recordOnHost(pool, { userId, action: 'ingestion.replay', target: null }, () =>
            replayEach(context, deps, listReceived(pool, userId), { summary, total }),
          )
        }
        return summary
      })
      context.print(summary, describe(summary))
    })

const newSummary = (): Summary => ({
  ingestions: 0,
  received: 0,
  inserted: 0,
  updated: 0,
  duplicate: 0,
  rejected: 0,
  unreadable: [],
})

async function replayOne(
  context: CommandContext,
  deps: StoredDeps,
  id: RawId,
  summary: Summary,
): Promise<void> {
  await replayEach(context, deps, [id], { summary, total: 1 })
  await recordAction(deps.pool, {
    userId: id.userId,
    keyId: null,
    action: 'ingestion.replay',
    target: id.id,
    outcome: summary.unreadable[0]?.code ?? 'ok',
  })
}

/** @param told where to add what became of each, and of how many the progress speaks */
async function replayEach(
  { progress }: CommandContext,
  deps: StoredDeps,
  ids: Iterable<RawId> | AsyncIterable<RawId>,
  { summary, total }: { summary: Summary; total: number },
): Promise<void> {
  let toldMs = performance.now()
  for await (const id of ids) {
    try {
      const report = await replay(deps, id)
      // Erased since the list was read.
      if (!report) continue
      for (const outcome of outcomes) summary[outcome] += report[outcome]
    } catch (error) {
      if (isErasure(error)) continue
      // One that cannot be read must not keep the others from being read.
      if (!(error instanceof Problem) || error.ingestionId === undefined) throw error
      summary.unreadable.push({ ingestion_id: id.id, code: error.code, detail: error.detail })
    }
    summary.ingestions++
    if (performance.now() - toldMs > PROGRESS_EVERY_MS) {
      progress(`${summary.ingestions} of ${total} ingestions read again`)
      toldMs = performance.now()
    }
  }
}

async function listUserIds(pool: Pool): Promise<string[]> {
  const users = await readAllPages(
    cursor => listUsers(pool, { limit: PAGE_LENGTH, cursor }),
    page => page.users,
  )
  return users.map(({ id }) => id)
}

function describe({ ingestions, unreadable, ...counts }: Summary): string {
  const told = outcomes.map(outcome => `${counts[outcome]} ${outcome}`).join(', ')
  const problems = unreadable.map(({ ingestion_id, code, detail }) => `${ingestion_id}  ${code}: ${detail}`)
  const heading = problems.length > 0 ? [`${problems.length} cannot be read and stay as they were:`] : []
  return [`${ingestions} ingestions read again. Records: ${told}.`, ...heading, ...problems].join('\n')
}
