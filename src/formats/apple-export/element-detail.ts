import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import { withoutAddress } from './devices.ts'
import type { XmlElement } from './xml-element.ts'

type Detail = Record<string, unknown>

/** What of an element is read elsewhere, and how its other attributes are. */
export interface Description {
  /** Attributes and children that are left out. */
  without?: ReadonlySet<string>
  /** Decimal attributes become numbers. */
  isNumeric?: boolean
}

/** A detail may hold 250,000 values (ingest/judge/text.ts); what a record has besides its elements needs some of them. */
const MAX_VALUES = 200_000

/** HealthKit nests a statistic of an activity of a workout: three. It also keeps the recursion within the stack. */
const MAX_DEPTH = 8

/**
 * Elements in our words; the others are called as Apple calls them. What Health Auto Export calls `metadata` is another
 * object, mostly an empty one, and details of one workout are united by their keys.
 */
const listNames: ReadonlyMap<string, string> = new Map([
  ['MetadataEntry', 'metadata_entries'],
  ['InstantaneousBeatsPerMinute', 'beats'],
  ['WorkoutEvent', 'events'],
  ['WorkoutStatistics', 'statistics'],
  ['WorkoutActivity', 'activities'],
  ['WorkoutRoute', 'routes'],
  ['FileReference', 'files'],
])

/**
 * What an element says, with keys in snake case: its attributes, its metadata as one object, its other children as a
 * list for each name. A record must not be lost for having too much of one kind (a workout with a million events):
 * such a list is left out, the longest first, and `left_out` tells how many elements it had.
 */
export function describeElement(
  { attributes, children }: XmlElement,
  { without, isNumeric = false }: Description = {},
): Detail {
  const detail = describeAttributes(attributes, isNumeric, without)
  const lists = groupByName(children, without).map(([name, children]) => {
    return { name, children, size: children.reduce((sum, child) => sum + countValues(child, MAX_DEPTH), 0) }
  })
  const leftOut = createBareObject<number>()
  let sizeLeft = MAX_VALUES - Object.keys(detail).length
  for (const { name, children, size } of lists.sort((a, b) => a.size - b.size)) {
    if (size <= sizeLeft) {
      addList(detail, name, children, isNumeric)
      sizeLeft -= size
    } else leftOut[listNameOf(name)] = children.length
  }
  if (Object.keys(leftOut).length > 0) detail.left_out = leftOut
  return detail
}

/** The metadata in a detail, by their names in snake case. */
export function metadataOf(detail: Detail | undefined): Readonly<Record<string, string>> {
  return (detail?.metadata_entries ?? {}) as Record<string, string>
}

/** @returns how many values the description of an element has, or too many where it is too deep to be described */
function countValues({ attributes, children }: XmlElement, depthLeft: number): number {
  if (depthLeft === 0) return MAX_VALUES + 1
  let count = 1
  for (const _ in attributes) count++
  for (const child of children) count += 1 + countValues(child, depthLeft - 1)
  return count
}

type Groups = Map<string, XmlElement[]>

function groupByName(
  elements: readonly XmlElement[],
  without?: ReadonlySet<string>,
): [string, XmlElement[]][] {
  const groups: Groups = new Map()
  for (const element of elements) {
    if (without?.has(element.name)) continue
    // The beats of a heart stand in an element of its own, which says nothing itself.
    if (element.name === 'HeartRateVariabilityMetadataList') {
      for (const beat of element.children) addToGroup(groups, beat)
    } else addToGroup(groups, element)
  }
  return [...groups]
}

function addToGroup(groups: Groups, element: XmlElement): void {
  const group = groups.get(element.name)
  if (group) group.push(element)
  else groups.set(element.name, [element])
}

function addList(detail: Detail, name: string, elements: readonly XmlElement[], isNumeric: boolean): void {
  detail[listNameOf(name)] =
    name === 'MetadataEntry'
      ? describeMetadata(elements)
      : elements.map(element => describeMeasured(element, isNumeric))
}

function describeMeasured({ attributes, children }: XmlElement, isNumeric: boolean): Detail {
  const detail = describeAttributes(attributes, isNumeric)
  for (const [name, elements] of groupByName(children)) addList(detail, name, elements, isNumeric)
  return detail
}

function listNameOf(name: string): string {
  return listNames.get(name) ?? snakeCase(name)
}

/** An attribute without text says nothing. */
function describeAttributes(
  attributes: XmlElement['attributes'],
  isNumeric: boolean,
  without?: ReadonlySet<string>,
): Detail {
  const detail = createBareObject<unknown>()
  for (const name in attributes) {
    if (without?.has(name)) continue
    const text = name === 'device' ? withoutAddress(attributes[name]!) : attributes[name]!
    if (text !== '') detail[snakeCase(name)] = isNumeric ? readNumber(text) : text
  }
  return detail
}

/** A number where the text is one that a number holds exactly as it is written, but for zeros at its end. */
function readNumber(text: string): unknown {
  return /^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/.test(text) ? Number(text) : text
}

/** Two keys that become one stay two. */
function describeMetadata(entries: readonly XmlElement[]): Record<string, string> {
  const metadata = createBareObject<string>()
  for (const { attributes } of entries) {
    const { key = '', value = '' } = attributes
    const name = nameOfKey(key)
    metadata[name in metadata ? key : name] = value
  }
  return metadata
}

/** HealthKit has some 100 keys; what goes beyond is spelled again each time. */
const MAX_KEYS = 1_000
const MAX_KEY_LENGTH = 100
const namesOfKeys = new Map<string, string>()

/** `HKTimeZone` and `HKMetadataKeyTimeZone` are `time_zone`: the prefixes are those of all that HealthKit names. */
export function nameOfKey(key: string): string {
  const known = namesOfKeys.get(key)
  if (known !== undefined) return known
  // A copy: a part of a text keeps all of the text in memory.
  const ownKey = Buffer.from(key).toString()
  const name = snakeCase(ownKey.replace(/^HK(MetadataKey)?(?=[A-Z])/, ''))
  if (namesOfKeys.size < MAX_KEYS && key.length <= MAX_KEY_LENGTH) namesOfKeys.set(ownKey, name)
  return name
}
