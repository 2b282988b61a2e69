/** Attributes that every sample of HealthKit has, and that have a place of their own in a record. */
export const originAttributes = [
  'sourceName',
  'sourceVersion',
  'device',
  'creationDate',
  'startDate',
  'endDate',
] as const

/** An element below the root of export.xml with all that is in it; attributes have no prototype. Text is none of Apple's. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlElement[]
}
