import { v7 as uuidv7 } from 'uuid'
import { isPosition } from '../../formats/apple-export/index.ts'
import { Problem } from '../../problem.ts'
import type { IngestDeps } from '../ingest.ts'
import { failRaw, type RawId } from '../ledger/raw.ts'
import { Account, type Report } from '../report.ts'
import type { Committed } from '../write/commit-slice.ts'
import { rehearseSlice } from '../write/rehearse-slice.ts'
import { commitPatiently } from './commit-patiently.ts'
import { readFingerprint } from './fingerprint.ts'
import { describeWishes, type ImportWishes } from './import-wishes.ts'
import { findUnfinished, type LedgerRow, readLedgerRow, registerExport } from './ledger-row.ts'
import { type OpenedExport, openExport } from './open-export.ts'
import { readSlicesInThread } from './read-in-thread.ts'
import { type Reading, readSlices } from './read-slices.ts'
import type { ExportProgress, ExportSlice } from './slice-export.ts'
import { whileAlone } from './while-alone.ts'
import { withPlace } from './with-place.ts'

const FORMAT = 'apple-export'
/** From this size on a thread that reads is worth its start. */
const LARGE_XML_BYTES = 33_554_432

export interface ImportProgress {
  /** Of the XML as unpacked. */
  bytesRead: number
  bytesTotal: number
  /** Items so far, those of earlier runs included. */
  records: number
  xmlFaults: number
}

export interface ImportDeps extends IngestDeps {
  /** Told whenever a slice is durable. */
  progress?(progress: ImportProgress): void
  /** Ends the import behind the slice under way. */
  signal?: AbortSignal
}

/** The ledger's report, with what only an import has. */
export type ImportReport = Report & Required<Pick<Report, 'xml_faults' | 'left_out' | 'files_not_read'>>

/** An import that came to its end. */
export interface Imported {
  /** Null for a rehearsal, of which the ledger knows nothing. */
  ingestionId: string | null
  /** An earlier run had begun it. */
  resumed: boolean
  report: ImportReport
}

/**
 * Imports an export of Apple Health: goes on with the unfinished import of the same bytes and wishes, or begins one.
 * @returns undefined where the signal ended it: what is written stays, and the next call goes on
 * @throws {Problem} of openExport and holdUser; export_importing, while somebody else imports the same
 */
export async function importExport(
  deps: ImportDeps,
  file: { userId: string; keyId: string | null; path: string; fileName: string },
  wishes: ImportWishes,
): Promise<Imported | undefined> {
  const opened = await openExport(file.path)
  try {
    if (wishes.dryRun) return await rehearse(deps, file.userId, opened, wishes)
    const fingerprint = await readFingerprint(file.path)
    const known = await findUnfinished(deps.pool, { ...file, ...fingerprint }, wishes)
    const raw = known ?? (await registerExport(deps, { ...file, ...fingerprint }, 'processing', wishes))
    try {
      return await importRegistered(deps, raw, opened)
    } catch (error) {
      if (error instanceof Problem && isOfFile(error)) {
        await failRaw(deps.pool, raw, { path: '', code: error.code, detail: error.detail })
      }
      throw error
    }
  } finally {
    await opened.close()
  }
}

/** The file will not get better. */
const isOfFile = ({ code }: Problem): boolean => code === 'export_damaged' || code === 'export_unsafe'

/**
 * Goes on with an import that the ledger has, from a file that lies here.
 * @returns undefined where the signal ended it, or where the ledger has no such import that is unfinished
 * @throws {Problem} of openExport and holdUser; export_importing, while somebody else is at it
 */
export async function importStored(
  deps: ImportDeps,
  raw: RawId,
  path: string,
): Promise<Imported | undefined> {
  const opened = await openExport(path)
  try {
    return await importRegistered(deps, raw, opened)
  } finally {
    await opened.close()
  }
}

function importRegistered(deps: ImportDeps, raw: RawId, opened: OpenedExport): Promise<Imported | undefined> {
  return whileAlone(deps.pool, raw.id, async () => {
    const row = await readLedgerRow(deps.pool, raw)
    return row && importOpened(deps, raw, opened, row)
  })
}

/**
 * One slice is read while the one before it waits and the one before that is written: slices differ in what they cost
 * either side, and this way neither waits for the other as a rule.
 */
async function importOpened(
  deps: ImportDeps,
  raw: RawId,
  opened: OpenedExport,
  { wishes, checkpoint: saved, errors }: LedgerRow,
): Promise<Imported | undefined> {
  const checkpoint = saved && isPosition(saved.position) ? saved : undefined
  const resumed = checkpoint !== undefined
  const account = checkpoint ? Account.restore(checkpoint.account, errors) : new Account()
  const progress = checkpoint ? { ...checkpoint, items: account.received } : beginning
  const slices = read(deps, opened, { raw, wishes, position: checkpoint?.position, progress })
  let [writing, waiting]: Promise<Committed>[] = [Promise.resolve({ account }), Promise.resolve({ account })]
  try {
    for await (const slice of slices) {
      if ((await writing!).report || deps.signal?.aborted) break
      writing = waiting
      waiting = writing!.then(before => writeBehind(deps, raw, opened, slice, before))
      // Awaited when there are further slices: until then a failure is nobody's yet.
      waiting.catch(() => {})
    }
    const { report } = await waiting!
    if (report) return { ingestionId: raw.id, resumed, report: report as ImportReport }
    if (deps.signal?.aborted) return undefined
    throw new Error('An export ends with a last slice')
  } finally {
    // Whatever ended the reading, nothing is written any more when this returns.
    await waiting!.catch(() => {})
  }
}

/** Writes a slice, where those before it were not all there is. */
async function writeBehind(
  deps: ImportDeps,
  raw: RawId,
  opened: OpenedExport,
  slice: ExportSlice,
  before: Committed,
): Promise<Committed> {
  if (before.report || deps.signal?.aborted) return before
  const committed = await commitPatiently(
    deps,
    { raw, format: FORMAT },
    withPlace(raw, opened.xmlBytes, slice),
    before.account,
  )
  tell(deps, opened, slice)
  return committed
}

/** The whole report, and nothing written. */
async function rehearse(
  deps: ImportDeps,
  userId: string,
  opened: OpenedExport,
  wishes: ImportWishes,
): Promise<Imported | undefined> {
  const raw = { userId, id: uuidv7() }
  let account = new Account()
  const slices = read(deps, opened, { raw, wishes, position: undefined, progress: beginning })
  for await (const slice of slices) {
    if (deps.signal?.aborted) return undefined
    account = await rehearseSlice(deps.pool, { raw, format: FORMAT }, slice.takeBatch(), account)
    tell(deps, opened, slice)
    if (slice.position === undefined) {
      return { ingestionId: null, resumed: false, report: { ...account.report(FORMAT), ...slice.besides } }
    }
  }
  throw new Error('An export ends with a last slice')
}

const beginning: ExportProgress = { items: 0, bytesRead: 0, xmlFaults: 0, leftOut: 0, cutOff: false }

function read(
  { disabledTypes }: ImportDeps,
  opened: OpenedExport,
  { wishes, ...others }: Omit<Reading, 'disabledTypes' | 'wishes'> & { wishes: ImportWishes },
): AsyncGenerator<ExportSlice> {
  const reading = { ...others, disabledTypes: [...disabledTypes], wishes: describeWishes(wishes) }
  return opened.xmlBytes < LARGE_XML_BYTES ? readSlices(opened, reading) : readSlicesInThread(opened, reading)
}

function tell(deps: ImportDeps, opened: OpenedExport, { progress }: ExportSlice): void {
  const { bytesRead, items, xmlFaults } = progress
  deps.progress?.({ bytesRead, bytesTotal: opened.xmlBytes, records: items, xmlFaults })
}
