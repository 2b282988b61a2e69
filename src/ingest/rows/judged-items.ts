import type { Account } from '../report.ts'
import { type BatchItem, type ItemDetails, settleItem } from './batch-item.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import type { OrderedRows } from './ordered-rows.ts'

/** The items of a slice, to be counted: data, which can be sent to another thread. */
export interface JudgedItems {
  size: number
  paths: readonly string[]
  types: readonly string[]
  /** Of each item that is plain so many numbers, as the constants below name them. */
  columns: Uint32Array
  /** The others, by their positions. */
  others: ReadonlyMap<number, ItemDetails>
}

/** The number of the path among the paths, and the place below it. */
const PATH = 0
const INDEX = 1
/** The number of the type among the types. */
const TYPE = 2
/** Which of the kinds of the slice, and which of the rows of that kind. */
const KIND = 3
const ROW = 4
const COLUMNS = 5

/**
 * Collects the items of a slice. There are as many as samples, and nearly all are plain: one row, which they were the first
 * to report. An object for each was most of what the garbage collector had to look after.
 */
export class ItemCollector {
  size = 0
  private readonly columns: GrowingNumbers
  private readonly others = new Map<number, ItemDetails>()
  private readonly paths = new Words()
  private readonly types = new Words()

  /** @param expected about how many; 0 where nobody knows */
  constructor(expected: number) {
    this.columns = new GrowingNumbers(expected * COLUMNS)
  }

  add(item: BatchItem): void {
    const { path, index, type, parts } = item
    if (item.isPlain) {
      const { kind, index: row } = parts[0]!
      this.enter(this.paths.numberOf(path), index, this.types.numberOf(type), kind, row)
    } else {
      this.enter(0, 0, 0, 0, 0)
      this.others.set(this.size, item.details())
    }
    this.size++
  }

  private enter(path: number, index: number, type: number, kind: number, row: number): void {
    const { columns } = this
    columns.push(path)
    columns.push(index)
    columns.push(type)
    columns.push(kind)
    columns.push(row)
  }

  collect(): JudgedItems {
    const { size, others, paths, types } = this
    return { size, paths: paths.all, types: types.all, columns: Uint32Array.from(this.columns.all), others }
  }
}

/** Counts every item, in the order of the body, by the outcomes of its rows. @param rows of the kinds of the slice */
export function settleItems(items: JudgedItems, rows: readonly OrderedRows[], account: Account): void {
  const { size, paths, types, columns, others } = items
  for (let position = 0; position < size; position++) {
    const other = others.get(position)
    if (other) {
      settleItem(other, rows, account)
      continue
    }
    const at = position * COLUMNS
    const type = types[columns[at + TYPE]!]!
    const outcome = rows[columns[at + KIND]!]!.outcomeOf(columns[at + ROW]!)
    if (typeof outcome === 'string') account.keep(type, outcome)
    else account.reject(type, { path: paths[columns[at + PATH]!]!, index: columns[at + INDEX]! }, outcome)
  }
}

/** Words by numbers. */
class Words {
  readonly all: string[] = []
  private readonly numbers = new Map<string, number>()
  /** Items in a row mostly have the same. */
  private last = -1

  numberOf(word: string): number {
    if (this.all[this.last] === word) return this.last
    const number = this.numbers.get(word) ?? this.all.push(word) - 1
    this.numbers.set(word, number)
    this.last = number
    return number
  }
}
