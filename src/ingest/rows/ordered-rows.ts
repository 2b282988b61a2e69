import type { Rejection } from '../judge/judgement.ts'
import type { StorageKind } from '../judge/storage-kind.ts'
import type { TouchedRollups } from '../rollups/rollups.ts'
import type { Stretch } from '../rollups/stretches.ts'
import type { Outcome } from '../write/write-rows.ts'
import { type EncodedRows, replaceLastId } from './binary-rows.ts'

/** By their numbers in an array of bytes. */
const outcomes: readonly Outcome[] = ['duplicate', 'inserted', 'updated']

/** The rows of one kind that a slice has: without twins, and in bytes. */
export interface CollectedRows {
  /** How many of them were taken before all were known, and have not changed since: the first ones. */
  early: number
  /** In epoch microseconds, in the order in which the rows were added. */
  times: Float64Array
  /** Of the place of a row among those that are written: which one it is of those that were added. */
  order: Uint32Array
  /** In the order of their places. */
  encoded: EncodedRows
  /** What they sum up to if all of them are new; undefined where that is not known. */
  rollups: TouchedRollups | undefined
  /** Some were changed by a twin; what that remembers names the ingestion as a text. */
  hasTwins: boolean
}

/** Rows of one kind in the order in which they are written, and what became of each. */
export class OrderedRows {
  readonly kind: StorageKind
  readonly collected: CollectedRows
  private rollups: TouchedRollups | undefined
  private readonly outcomes: Uint8Array
  private readonly rejections = new Map<number, Rejection>()

  constructor(kind: StorageKind, collected: CollectedRows) {
    this.kind = kind
    this.collected = collected
    this.outcomes = new Uint8Array(collected.times.length)
    this.rollups = collected.rollups
  }

  /** The streams of its rows; undefined where they are not known. */
  get stretches(): readonly Stretch[] | undefined {
    return this.kind.rolledUp && this.rollups?.stretches
  }

  /** What all of its rows are summed up as, if they are known to be new: once, because whoever takes it adds to it. */
  takeRollups(): TouchedRollups | undefined {
    const { rollups } = this
    this.rollups = undefined
    return rollups
  }

  /** Names the ingestion that they belong to in place of the one that they were judged under. Both ids have one length. */
  renameIngestion(judgedUnder: string, id: string): void {
    const { encoded, hasTwins } = this.collected
    const { bytes, starts, valuesAt } = encoded
    replaceLastId(bytes, { starts: starts.subarray(0, -1), valuesAt, id })
    if (!hasTwins) return
    for (let at = bytes.indexOf(judgedUnder); at >= 0; at = bytes.indexOf(judgedUnder, at)) {
      at += bytes.write(id, at, 'latin1')
    }
  }

  /** What became of the row at a place. */
  note(place: number, outcome: Outcome): void {
    const index = this.collected.order[place]!
    this.outcomes[index] = outcomes.indexOf(outcome)
    this.rejections.delete(index)
  }

  reject(place: number, rejection: Rejection): void {
    this.rejections.set(this.collected.order[place]!, rejection)
  }

  /** @param index of the row among those that were added */
  outcomeOf(index: number): Outcome | Rejection {
    return this.rejections.get(index) ?? outcomes[this.outcomes[index]!]!
  }
}
