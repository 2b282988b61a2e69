import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Imported, importExport } from '../ingest/apple-export/import-export.ts'
import type { ImportWishes } from '../ingest/apple-export/import-wishes.ts'
import { describeReport } from '../ingest/describe-report.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import { recordOnHost } from '../keys/audit.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'
import { describeImport } from './describe-import.ts'
import { percentOf } from './draw-progress.ts'
import { requireUser } from './require-user.ts'
import { ProgressTeller } from './tell-progress.ts'
import { untilSignal } from './until-signal.ts'

/**
 * Brings in what Apple's Health app exported, or goes on where an interrupted run of the same stopped.
 * @param user e-mail or id
 * @throws {CommandFailure} interrupted, by a signal; what is written stays
 * @throws {Problem}
 */
export async function importAppleExport(
  context: CommandContext,
  deps: IngestDeps,
  { path, user }: { path: string; user: string },
  wishes: ImportWishes,
): Promise<void> {
  const startedMs = performance.now()
  // Records by the million are garbage soon: left to itself, V8 lets the heap grow to four times what is in use.
  setFlagsFromString('--heap-growing-percent=70')
  const { id: userId } = await requireUser(deps.pool, user)
  const teller = new ProgressTeller(context)
  const file = { userId, keyId: null, path, fileName: basename(path) }
  const sayStopping = () => {
    teller.clear()
    context.progress('Ending with what is under way; once more ends at once')
  }
  const run = () =>
    untilSignal(sayStopping, signal =>
      importExport(
        { ...deps, signal, progress: progress => teller.tell(progress, performance.now()) },
        file,
        wishes,
      ),
    ).finally(() => teller.clear())
  const imported = await (wishes.dryRun ? run() : record(deps, userId, run))
  if (!imported) throw interrupted(teller, wishes)
  const { ingestionId, resumed, report } = imported
  const { ingestion_id, ...described } = describeReport(ingestionId, report, startedMs)
  context.print({ event: 'report', ingestion_id, resumed, ...described }, describeImport(imported))
}

/** A dry run changes nothing that an account would have to know of. */
const record = ({ pool }: IngestDeps, userId: string, work: () => Promise<Imported | undefined>) =>
  recordOnHost(
    pool,
    {
      userId,
      action: 'account.import',
      target: userId,
      outcome: (imported: Imported | undefined) => (imported ? 'ok' : 'broke_off'),
    },
    work,
  )

function interrupted({ latest }: ProgressTeller, { dryRun }: ImportWishes): CommandFailure {
  const advice = dryRun ? 'nothing was to be written' : 'run the same command again to go on'
  return new CommandFailure('interrupted', `Interrupted at ${latest ? percentOf(latest) : 0} %: ${advice}`)
}
