import type { Incoming } from '../incoming.ts'

/** Files beside export.xml: routes, electrocardiograms, documents. */
export interface CompanionFiles {
  /** Where they lie, below the folder that holds all of the export: `workout-routes/route_2019-06-11_3.00pm.gpx`. */
  readonly paths: readonly string[]
  /** The content of one; undefined where there is no such file. */
  open(path: string): AsyncIterable<Buffer> | undefined
}

/** Where reading can go on: JSON, and small. Only who made it knows what it means. */
export type ExportPosition = Readonly<Record<string, unknown>>

/** What came out of the next piece of an export. */
export interface ExportPart {
  records: readonly Incoming[]
  /** Of the XML as unpacked, from its beginning. */
  bytesRead: number
  /** Places of this part that are no XML, and were passed over. */
  xmlFaults: number
  /** The XML ended before its root did; only the last part of it says so. */
  cutOff?: true
  /**
   * Where to go on after this part; to be asked before the next part is.
   * @param withoutValues leaves out what blood pressures measured that wait for their other half: where that is not to be kept
   */
  position(withoutValues?: true): ExportPosition
}
