import type { ImportProgress } from '../ingest/apple-export/import-export.ts'
import type { CommandContext } from './command-context.ts'
import { describeProgress, drawProgress } from './draw-progress.ts'
import { type Pace, PaceMeter } from './pace.ts'

const LINE_EVERY_MS = 2_000
const DRAWN_EVERY_MS = 100

/** Tells how far an import has come: as a bar on a terminal, as events with `--json`, otherwise in a line now and then. */
export class ProgressTeller {
  /** The newest; undefined before the first. */
  latest: ImportProgress | undefined
  readonly #context: CommandContext
  readonly #meter = new PaceMeter()
  #toldMs = Number.NEGATIVE_INFINITY

  constructor(context: CommandContext) {
    this.#context = context
  }

  /** @param atMs of performance.now() */
  tell(progress: ImportProgress, atMs: number): void {
    const isFirst = this.latest === undefined
    this.latest = progress
    const pace = this.#meter.observe(progress, atMs)
    const columns = this.#context.terminalColumns()
    if (atMs - this.#toldMs < (columns === undefined ? LINE_EVERY_MS : DRAWN_EVERY_MS)) return
    this.#toldMs = atMs
    if (this.#context.json) this.#context.tellEvent(toEvent(progress, pace))
    else if (columns !== undefined) this.#context.draw(drawProgress(progress, pace, columns))
    // What takes less than two seconds needs no line.
    else if (!isFirst) this.#context.progress(describeProgress(progress, pace))
  }

  /** Takes the bar away, so that something else may be written in its place. */
  clear(): void {
    if (this.#context.terminalColumns() !== undefined) this.#context.draw('')
  }
}

const toEvent = (
  { bytesRead, bytesTotal, records, xmlFaults }: ImportProgress,
  { recordsPerSecond, secondsLeft }: Pace,
) => ({
  event: 'progress',
  bytes_read: bytesRead,
  bytes_total: bytesTotal,
  records,
  records_per_second: recordsPerSecond,
  seconds_left: secondsLeft,
  xml_faults: xmlFaults,
})
