import type { Row } from '../judge/storage-kind.ts'
import { startOfHour } from './hours.ts'
import type { Stream } from './streams.ts'
import type { Stretch } from './stretches.ts'

export const QUARTER_S = 15 * 60
const QUARTER_US = QUARTER_S * 1_000_000

/**
 * From how many touched quarters in a hundred on all of a range are summed up in one go instead of one by one: one by one
 * each costs a search of its own, in one go each sample of the range some reading.
 */
const DENSE_PERCENT = 10
/** Of fewer, one search for each is no more than reading the range. */
const MIN_QUARTERS = 100

/** What samples sum up to, as `sample_components` of the database has it. */
export interface Sums {
  count: number
  sum: number
  weighted: number
  weightS: number
  min: number
  max: number
}

/** A stream's sums as data: of each quarter its start in epoch seconds, and the members of {@link Sums} in their order. */
export interface StreamSums extends Stream {
  quarters: Float64Array
  hasInstants: boolean
  hasIntervals: boolean
  everySampleCounts: boolean
}

/** What {@link StreamSums} has of a quarter. */
const NUMBERS_OF_QUARTER = 7

type Numbers = readonly [value: string, min: string, max: string]

export const nothingSummed = (): Sums => ({
  count: 0,
  sum: 0,
  weighted: 0,
  weightS: 0,
  min: Infinity,
  max: -Infinity,
})

export function addUp(total: Sums, sums: Sums): void {
  total.count += sums.count
  total.sum += sums.sum
  total.weighted += sums.weighted
  total.weightS += sums.weightS
  total.min = Math.min(total.min, sums.min)
  total.max = Math.max(total.max, sums.max)
}

/** The samples of one source within one grouping, and the quarters of an hour in which some were touched. */
export class TouchedStream implements Stretch {
  readonly metric: string
  readonly component: string
  readonly unit: string
  readonly groupingS: number
  readonly source: string
  /** By their starts, in epoch seconds: the sums of the samples that are new. */
  readonly quarters = new Map<number, Sums>()
  firstS = Infinity
  lastS = -Infinity
  private hasChanges = false
  private hasInstants = false
  private hasIntervals = false
  private everySampleCounts = false

  constructor(stream: Stream) {
    this.metric = stream.metric
    this.component = stream.component
    this.unit = stream.unit
    this.groupingS = stream.groupingS
    this.source = stream.source
  }

  /**
   * @param numbers the columns of the value, the least and the greatest
   * @param everySampleCounts see RolledUp
   */
  addNew(numbers: Numbers, row: Row, everySampleCounts = false): void {
    this.everySampleCounts = everySampleCounts
    const quarter = this.touch(row)
    if (!this.hasChanges) addTo(quarter, numbers, row)
    if (row.duration_s === 0) this.hasInstants = true
    else this.hasIntervals = true
  }

  /** @returns what new rows alone were added to, as data */
  pack(): StreamSums {
    const { metric, component, unit, groupingS, source, hasInstants, hasIntervals, everySampleCounts } = this
    const quarters = new Float64Array(this.quarters.size * NUMBERS_OF_QUARTER)
    let at = 0
    this.quarters.forEach(({ count, sum, weighted, weightS, min, max }, startS) => {
      quarters.set([startS, count, sum, weighted, weightS, min, max], at)
      at += NUMBERS_OF_QUARTER
    })
    const stream = { metric, component, unit, groupingS, source }
    return { ...stream, quarters, hasInstants, hasIntervals, everySampleCounts }
  }

  /** The stream that was packed. */
  static unpack(packed: StreamSums): TouchedStream {
    const stream = new TouchedStream(packed)
    const { quarters, hasInstants, hasIntervals, everySampleCounts } = packed
    for (let at = 0; at < quarters.length; at += NUMBERS_OF_QUARTER) {
      stream.enter(quarters[at]!, {
        count: quarters[at + 1]!,
        sum: quarters[at + 2]!,
        weighted: quarters[at + 3]!,
        weightS: quarters[at + 4]!,
        min: quarters[at + 5]!,
        max: quarters[at + 6]!,
      })
    }
    stream.hasInstants = hasInstants
    stream.hasIntervals = hasIntervals
    stream.everySampleCounts = everySampleCounts
    return stream
  }

  /** What it sums up to is no longer known from the new rows alone. */
  addChanged(row: Row): void {
    this.touch(row)
    this.hasChanges = true
  }

  /** Adds what was touched of the same stream elsewhere. */
  absorb(other: TouchedStream): void {
    for (const [startS, sums] of other.quarters) addUp(this.touchQuarter(startS), sums)
    this.hasChanges ||= other.hasChanges
    this.hasInstants ||= other.hasInstants
    this.hasIntervals ||= other.hasIntervals
    this.everySampleCounts ||= other.everySampleCounts
  }

  /**
   * Whether the new rows are all that were touched, and each counts. In some streams an instant beside an interval that
   * tells the same does not, which the database finds out.
   */
  get isNew(): boolean {
    return !this.hasChanges && (this.everySampleCounts || !(this.hasInstants && this.hasIntervals))
  }

  /** Whether what it sums up to can be added to what is stored. */
  get canBeAdded(): boolean {
    return this.isNew && this.everySampleCounts
  }

  get isDense(): boolean {
    const inRange = (this.lastS - this.firstS) / QUARTER_S + 1
    return this.quarters.size >= MIN_QUARTERS && this.quarters.size * 100 >= inRange * DENSE_PERCENT
  }

  /** The same with the quarters of some hours only, which are given by their starts in epoch seconds. */
  within(hours: ReadonlySet<number>): TouchedStream {
    const part = new TouchedStream(this)
    for (const [startS, sums] of this.quarters) if (hours.has(startOfHour(startS))) part.enter(startS, sums)
    return part
  }

  private touch(row: Row): Sums {
    const us = row.recorded_at as number
    return this.touchQuarter((us - (((us % QUARTER_US) + QUARTER_US) % QUARTER_US)) / 1_000_000)
  }

  private touchQuarter(startS: number): Sums {
    return this.quarters.get(startS) ?? this.enter(startS, nothingSummed())
  }

  private enter(startS: number, sums: Sums): Sums {
    this.quarters.set(startS, sums)
    if (startS < this.firstS) this.firstS = startS
    if (startS > this.lastS) this.lastS = startS
    return sums
  }
}

/** Beyond these a sum of such numbers may leave what a double can hold; 0 is no such number. */
const LEAST_SUMMED = 1e-200
const GREATEST_SUMMED = 1e200

function addTo(sums: Sums, [value, min, max]: Numbers, row: Row): void {
  const number = row[value] as number | null
  const weightS = Math.max(row.duration_s as number, 1)
  sums.count++
  const size = number === null ? Infinity : Math.abs(number)
  if (number === 0 || (size >= LEAST_SUMMED && size <= GREATEST_SUMMED)) {
    sums.sum += number!
    sums.weighted += number! * weightS
    sums.weightS += weightS
  }
  for (const known of [number, row[min] as number | null, row[max] as number | null]) {
    if (known === null) continue
    if (known < sums.min) sums.min = known
    if (known > sums.max) sums.max = known
  }
}
