import { GrowingNumbers } from './growing-numbers.ts'
import type { RowIdentities } from './row-identities.ts'
import { Twins } from './twins.ts'

/**
 * Rows that no row outside of them can be a twin of: those of one metric, where the kind has several. Within a metric rows
 * mostly come in the order of their times, and then none is a twin.
 */
export class RowGroup {
  /** What all of its rows begin with; empty where the kind has no such column. */
  readonly name: string
  /** Its place among the groups of its kind. */
  readonly number: number
  /** Of all rows, in epoch microseconds. */
  private readonly times: GrowingNumbers
  private readonly identities: RowIdentities
  /** Of its rows, or these by their times once a row comes that may have a twin. */
  private rows: GrowingNumbers | Twins = new GrowingNumbers()
  private earliest = Infinity
  private latest = -Infinity

  /** @param times they go on to grow */
  constructor(name: string, number: number, times: GrowingNumbers, identities: RowIdentities) {
    this.name = name
    this.number = number
    this.times = times
    this.identities = identities
  }

  /** Whether a row of this time may be one that is here. */
  mayHave(time: number): boolean {
    if (time > this.latest || time < this.earliest) return false
    return this.byTime().has(time)
  }

  /** The index of the row that is the same record as the one of this index, of a time that {@link mayHave} knows. */
  find(time: number, sought: number): number | undefined {
    return this.byTime().find(time, sought)
  }

  /** @param index of a row that {@link find} does not find */
  add(time: number, index: number): void {
    if (this.rows instanceof Twins) this.rows.add(time, index)
    else this.rows.push(index)
    if (time > this.latest) this.latest = time
    if (time < this.earliest) this.earliest = time
  }

  private byTime(): Twins {
    const { rows } = this
    if (rows instanceof Twins) return rows
    const twins = new Twins(this.identities)
    for (const index of rows.all) twins.add(this.times.at(index), index)
    this.rows = twins
    return twins
  }
}
