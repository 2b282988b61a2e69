import type { RowIdentities } from './row-identities.ts'

/** So many rows of one time are compared one by one; nobody but a stranger who means harm has thousands. */
const MAX_COMPARED = 8

/**
 * Finds the row that is the same record as another. They are found by their time, and a few of one time by
 * comparing them: a text made of each identity would cost more than all the rest of finding.
 */
export class Twins {
  private readonly identities: RowIdentities
  private readonly byTime = new Map<number, number[] | Map<string, number>>()

  constructor(identities: RowIdentities) {
    this.identities = identities
  }

  /** Whether there are rows of a time. */
  has(time: number): boolean {
    return this.byTime.has(time)
  }

  /** The index of the row that is the same record as the one of this index. */
  find(time: number, sought: number): number | undefined {
    const ofTime = this.byTime.get(time)
    return Array.isArray(ofTime)
      ? ofTime.find(index => this.identities.isSame(index, sought))
      : ofTime?.get(this.identities.keyOf(sought))
  }

  /** @param index of a row that {@link find} does not find */
  add(time: number, index: number): void {
    const ofTime = this.byTime.get(time)
    if (ofTime === undefined) this.byTime.set(time, [index])
    else if (!Array.isArray(ofTime)) ofTime.set(this.identities.keyOf(index), index)
    else if (ofTime.push(index) > MAX_COMPARED) {
      this.byTime.set(time, new Map(ofTime.map(one => [this.identities.keyOf(one), one])))
    }
  }
}
