import { findMetric } from '../../catalogue/index.ts'
import { isCategory, readCategory } from '../healthkit-category.ts'
import type { Incoming, IncomingDevice, IncomingSample, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { pressurePartOf } from '../pressure-pairs.ts'
import { snakeCase } from '../snake-case.ts'
import type { Devices } from './devices.ts'
import { describeElement, metadataOf } from './element-detail.ts'
import type { TopElement } from './element-reader.ts'
import type { SharedDetails } from './shared-details.ts'
import type { XmlElement } from './xml-element.ts'

/** What the identifier of a Record says about it. */
interface RecordType {
  identifier: string
  isCategory: boolean
  /** As the catalogue names it; an identifier that it does not know stays as it is. */
  metric: string
  /** Half of a blood pressure. */
  part?: 'systolic' | 'diastolic' | undefined
  isInsulin: boolean
}

/** HealthKit has some 200; what goes beyond are a stranger's inventions. */
const MAX_KNOWN = 1_000
const types = new Map<string, RecordType>()
let last: RecordType | undefined

/** The attributes that have a place of their own in a record. */
const ownAttributes: ReadonlySet<string> = new Set([
  'type',
  'unit',
  'value',
  'sourceName',
  'sourceVersion',
  'device',
  'creationDate',
  'startDate',
  'endDate',
])
const own = { without: ownAttributes }

/** Records that say the same may share one, so that none is changed. */
type Detail = Readonly<Record<string, unknown>>

/** Which half of a blood pressure a Record is. */
export function halfOf(element: TopElement): 'systolic' | 'diastolic' | undefined {
  return typeOf(element.attributes.type ?? '').part
}

/** A Record of a quantity or of a category; half of a blood pressure as the lone quantity that it is. */
export function readRecord(
  element: TopElement,
  place: Place,
  devices: Devices,
  details: SharedDetails,
): Incoming {
  const { attributes } = element
  const identifier = attributes.type
  if (identifier === undefined || identifier === '')
    return { kind: 'nothing', countedAs: 'record', detail: 'no type is named', ...place }
  const type = typeOf(identifier)
  const detail = describeRecord(element, details)
  const device = devices.find(attributes.device, attributes.sourceVersion)
  if (type.isCategory) return withOrigin(readCategoryRecord(element, detail, place), attributes, device)
  if (attributes.value === undefined) {
    return withOrigin(
      {
        kind: 'event',
        type: snakeCase(identifier) || 'unknown',
        startedAt: attributes.startDate,
        endedAt: attributes.endDate,
        source: attributes.sourceName,
        unknownType: true,
        detail: Object.assign(createBareObject(), detail),
        ...place,
      },
      attributes,
      device,
    )
  }
  // Written out, and always in this order: a million of them are made.
  const sample: IncomingSample = {
    kind: 'sample',
    metric: type.metric,
    recordedAt: attributes.startDate,
    endedAt: attributes.endDate,
    value: attributes.value,
    unit: attributes.unit === '%' ? 'fraction' : attributes.unit,
    source: attributes.sourceName ?? attributes.source,
    creationDate: attributes.creationDate,
    path: place.path,
    index: place.index,
  }
  if (device) sample.device = device
  if (detail) sample.detail = type.isInsulin ? withReason(detail) : detail
  return sample
}

/** What a Record says besides; undefined where that is nothing. */
function describeRecord(element: TopElement, details: SharedDetails): Detail | undefined {
  const { children } = element
  if (hasOnlyOwn(element)) {
    if (children.length === 0) return undefined
    const shared =
      children.length === 1 && children[0]!.name === 'MetadataEntry' && details.find(children[0]!)
    if (shared) return shared
  }
  return describeElement(element, own)
}

function hasOnlyOwn({ attributes, attributeCount }: TopElement): boolean {
  if (attributeCount === undefined) return true
  let known = 0
  for (const name of ownAttributes) if (attributes[name] !== undefined) known++
  return known === attributeCount
}

/** The device and the time of creation, of an event in its detail: it has no columns for them. */
export function withOrigin(
  record: Incoming,
  { creationDate }: XmlElement['attributes'],
  device: IncomingDevice | undefined,
): Incoming {
  if (record.kind === 'sample' || record.kind === 'sleep_stage') {
    if (device) record.device = device
    if (creationDate !== undefined) record.creationDate = creationDate
  } else if (record.kind === 'event') {
    if (device) record.detail.device = device
    if (creationDate !== undefined) record.detail.creation_date = creationDate
  }
  return record
}

function typeOf(identifier: string): RecordType {
  // Records in a row are mostly of one type: told by comparing, without hashing each.
  if (identifier === last?.identifier) return last
  last = types.get(identifier) ?? addType(identifier)
  return last
}

function addType(written: string): RecordType {
  // A copy: a part of a text keeps all of the text in memory.
  const identifier = Buffer.from(written).toString()
  const metric = findMetric(identifier)
  const type = {
    identifier,
    isCategory: isCategory(identifier),
    metric: metric?.name ?? identifier,
    part: pressurePartOf(identifier),
    isInsulin: metric?.qualifier === 'reason',
  }
  if (types.size < MAX_KNOWN) types.set(identifier, type)
  return type
}

function readCategoryRecord({ attributes }: XmlElement, detail: Detail | undefined, place: Place): Incoming {
  const { type, value, startDate, endDate, sourceName } = attributes
  const record = readCategory(
    {
      identifier: type!,
      // Of a category without values, where it says nothing.
      value: value === 'HKCategoryValueNotApplicable' ? undefined : value,
      startedAt: startDate,
      endedAt: endDate,
      source: sourceName ?? attributes.source,
      detail,
    },
    place,
  )
  if (record.kind === 'event' && record.type === 'heart_rate_notification') {
    const written = metadataOf(detail).heart_rate_event_threshold ?? ''
    const threshold = /^(\d{1,3}(?:\.\d{1,9})?) count\/min$/.exec(written)
    if (threshold) record.detail.threshold = Number(threshold[1])
  }
  return record
}

/** HKInsulinDeliveryReason, in the words of Health Auto Export. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['1', 'Basal'],
  ['2', 'Bolus'],
])

function withReason(detail: Detail): Detail {
  const reason = reasons.get(metadataOf(detail).insulin_delivery_reason ?? '')
  return reason === undefined ? detail : Object.assign(createBareObject(), detail, { reason })
}
