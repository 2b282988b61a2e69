import type { Entry } from './entries.ts'
import type { Row, StorageKind } from './storage-kind.ts'

/** So many rows of one time are compared one by one; nobody but a stranger who means harm has thousands. */
const MAX_COMPARED = 8

/**
 * Finds the entry of a row that is the same record as another. They are found by their time, and a few of one time by
 * comparing them: a text made of each identity would cost more than all the rest of finding.
 */
export class Twins {
  private readonly time: string
  /** The columns that make two rows one record: of grouped rows, and of others. */
  private readonly ofGrouped: readonly string[]
  private readonly ofUngrouped: readonly string[]
  private readonly byTime = new Map<number, Entry[] | Map<string, Entry>>()

  constructor({ identity, fields }: StorageKind, time: string, entries: readonly Entry[]) {
    this.time = time
    this.ofGrouped = identity.map(({ name }) => name)
    this.ofUngrouped = [...identity, ...fields.filter(field => field.identifiesUngrouped)].map(
      ({ name }) => name,
    )
    for (const entry of entries) this.add(entry)
  }

  /** The entry whose row is the same record as this one. */
  find(row: Row): Entry | undefined {
    const ofTime = this.byTime.get(row[this.time] as number)
    return Array.isArray(ofTime)
      ? ofTime.find(entry => this.isSameRecord(entry.row, row))
      : ofTime?.get(this.identityOf(row))
  }

  /** @param entry of whose row {@link find} finds nothing */
  add(entry: Entry): void {
    const time = entry.row[this.time] as number
    const ofTime = this.byTime.get(time)
    if (ofTime === undefined) this.byTime.set(time, [entry])
    else if (!Array.isArray(ofTime)) ofTime.set(this.identityOf(entry.row), entry)
    else if (ofTime.push(entry) > MAX_COMPARED) {
      this.byTime.set(time, new Map(ofTime.map(one => [this.identityOf(one.row), one])))
    }
  }

  private namesFor(row: Row): readonly string[] {
    return row.grouped ? this.ofGrouped : this.ofUngrouped
  }

  /** The text that two rows share when they are the same record. */
  private identityOf(row: Row): string {
    return this.namesFor(row)
      .map(name => row[name])
      .join('\0')
  }

  private isSameRecord(a: Row, b: Row): boolean {
    for (const name of this.namesFor(a)) if (a[name] !== b[name]) return false
    return true
  }
}
