import { createBareObject } from '../json-object.ts'
import { nameOfKey } from './element-detail.ts'
import type { XmlElement } from './xml-element.ts'

type Detail = Readonly<Record<string, unknown>>

/** More pairs than anybody's records have again and again. */
const MAX_SHARED = 1_000
/** What is longer is no constant of HealthKit's. */
const MAX_LENGTH = 64

/**
 * The details of an export that one entry of metadata makes, each frozen, and the same object for all records that say the
 * same. A million heart rates differ in nothing but HKMetadataKeyHeartRateMotionContext, which is 0, 1 or 2.
 */
export class SharedDetails {
  private readonly known = new Map<string, Map<string, Detail>>()
  private count = 0

  /** Undefined for what is not likely to come again. */
  find({ attributes: { key, value } }: XmlElement): Detail | undefined {
    if (key === undefined || value === undefined) return undefined
    const known = this.known.get(key)?.get(value)
    if (known || key.length + value.length > MAX_LENGTH) return known
    // Begun anew, so that what an app numbers through does not keep out what comes a million times.
    if (this.count === MAX_SHARED) {
      this.known.clear()
      this.count = 0
    }
    this.count++
    // Copies: a part of a text keeps all of the text in memory.
    return this.add(Buffer.from(key).toString(), Buffer.from(value).toString())
  }

  private add(key: string, value: string): Detail {
    const metadata = createBareObject<string>()
    metadata[nameOfKey(key)] = value
    const detail = createBareObject<unknown>()
    detail.metadata_entries = Object.freeze(metadata)
    const ofKey = this.known.get(key) ?? new Map<string, Detail>()
    this.known.set(key, ofKey.set(value, Object.freeze(detail)))
    return detail
  }
}
