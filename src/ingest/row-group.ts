import type { RowIdentities } from './row-identities.ts'
import { Twins } from './twins.ts'

/**
 * Rows that no row outside of them can be a twin of: those of one metric, where the kind has several. Within a metric rows
 * mostly come in the order of their times, and then none is a twin.
 */
export class RowGroup {
  /** What all of its rows begin with; empty where the kind has no such column. */
  readonly name: string
  private readonly identities: RowIdentities
  /** Of its rows, in epoch microseconds. */
  private readonly times: number[] = []
  private readonly indexes: number[] = []
  /** Made when a row comes that may have a twin. */
  private twins: Twins | undefined
  private earliest = Infinity
  private latest = -Infinity

  constructor(name: string, identities: RowIdentities) {
    this.name = name
    this.identities = identities
  }

  /** Whether a row of this time may be one that is here. */
  mayHave(time: number): boolean {
    if (time > this.latest || time < this.earliest) return false
    if (!this.twins) {
      this.twins = new Twins(this.identities)
      for (const [place, us] of this.times.entries()) this.twins.add(us, this.indexes[place]!)
    }
    return this.twins.has(time)
  }

  /** The index of the row that is the same record as the one of this index, of a time that {@link mayHave} knows. */
  find(time: number, sought: number): number | undefined {
    return this.twins?.find(time, sought)
  }

  /** @param index of a row that {@link find} does not find */
  add(time: number, index: number): void {
    this.times.push(time)
    this.indexes.push(index)
    this.twins?.add(time, index)
    if (time > this.latest) this.latest = time
    if (time < this.earliest) this.earliest = time
  }
}
