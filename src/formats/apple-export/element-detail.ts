import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import type { XmlElement } from './xml-element.ts'

/** A detail may hold 250,000 values (ingest/text.ts); what a record has besides its elements needs some of them. */
const MAX_VALUES = 200_000

/** HealthKit nests a statistic of an activity of a workout: three. It also keeps the recursion within the stack. */
const MAX_DEPTH = 8

/**
 * Elements in our words; the others are called as Apple calls them. What Health Auto Export calls `metadata` is another
 * object, mostly an empty one, and details of one workout are united by their keys.
 */
const listNames: ReadonlyMap<string, string> = new Map([
  ['MetadataEntry', 'metadata_entries'],
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
export function describeElement(element: XmlElement): Record<string, unknown> {
  const lists = groupByName(element.children).map(([name, children]) => {
    return { name, children, size: children.reduce((sum, child) => sum + countValues(child, MAX_DEPTH), 0) }
  })
  const detail = describeAttributes(element)
  const leftOut = createBareObject<number>()
  let sizeLeft = MAX_VALUES - Object.keys(detail).length
  for (const { name, children, size } of lists.sort((a, b) => a.size - b.size)) {
    if (size <= sizeLeft) {
      addList(detail, name, children)
      sizeLeft -= size
    } else leftOut[listNameOf(name)] = children.length
  }
  if (Object.keys(leftOut).length > 0) detail.left_out = leftOut
  return detail
}

/**
 * The properties of a device without the address that it had in the memory of the phone, which differs from export to
 * export: `<<HKDevice: 0x28…>, name:Apple Watch, model:Watch>` is `name:Apple Watch, model:Watch`.
 */
function withoutAddress(device: string): string {
  return device.replace(/^<<HKDevice: 0x[0-9a-f]+>,? ?/i, '').replace(/>$/, '')
}

/** @returns how many values the description of an element has, or too many where it is too deep to be described */
function countValues({ attributes, children }: XmlElement, depthLeft: number): number {
  if (depthLeft === 0) return MAX_VALUES + 1
  let count = 1
  for (const _ in attributes) count++
  for (const child of children) count += 1 + countValues(child, depthLeft - 1)
  return count
}

function groupByName(elements: readonly XmlElement[]): [name: string, elements: XmlElement[]][] {
  const groups = new Map<string, XmlElement[]>()
  for (const element of elements) {
    const group = groups.get(element.name)
    if (group) group.push(element)
    else groups.set(element.name, [element])
  }
  return [...groups]
}

function addList(detail: Record<string, unknown>, name: string, elements: readonly XmlElement[]): void {
  const listName = listNameOf(name)
  detail[listName] = name === 'MetadataEntry' ? describeMetadata(elements) : elements.map(describeMeasured)
}

function describeMeasured(element: XmlElement): Record<string, unknown> {
  const detail = describeAttributes(element)
  for (const [name, children] of groupByName(element.children)) addList(detail, name, children)
  return detail
}

function listNameOf(name: string): string {
  return listNames.get(name) ?? snakeCase(name)
}

/** An attribute without text says nothing. */
function describeAttributes({ attributes }: XmlElement): Record<string, unknown> {
  const detail = createBareObject<unknown>()
  for (const [name, value] of Object.entries(attributes)) {
    const text = name === 'device' ? withoutAddress(value) : value
    if (text !== '') detail[snakeCase(name)] = text
  }
  return detail
}

/** `HKTimeZone` is `time_zone`: the prefix is that of all that HealthKit names. Two keys that become one stay two. */
function describeMetadata(entries: readonly XmlElement[]): Record<string, unknown> {
  const metadata = createBareObject<unknown>()
  for (const { attributes } of entries) {
    const { key = '', value = '' } = attributes
    const name = snakeCase(key.replace(/^HK(?=[A-Z])/, ''))
    metadata[name in metadata ? key : name] = value
  }
  return metadata
}
