import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import type { XmlElement } from './xml-element.ts'

type Detail = Record<string, unknown>

/** What of an element is read elsewhere, and how its other attributes are. */
export interface Description {
  /** Attributes and children that are left out. */
  without?: ReadonlySet<string>
  /** Decimal attributes become numbers. */
  isNumeric?: boolean
}

/**
 * What an element says, for the detail of a record: attributes under snake_case keys, its metadata as `{key: value}`,
 * other children as arrays under their names. Undefined where that is nothing.
 */
export function describeElement(element: XmlElement, description: Description = {}): Detail | undefined {
  const { attributes } = element
  const { without, isNumeric = false } = description
  let detail: Detail | undefined
  for (const name in attributes) {
    if (without?.has(name)) continue
    detail ??= createBareObject()
    const value = attributes[name]!
    detail[snakeCase(name)] = isNumeric ? readNumber(value) : value
  }
  return describeChildren(element, description, detail)
}

/** As `describeElement`, but the children only; they are added to `detail` where there is one. */
export function describeChildren(
  { children }: XmlElement,
  { without, isNumeric = false }: Description,
  detail?: Detail,
): Detail | undefined {
  if (children.length === 0) return detail
  const described: Detail = detail ?? createBareObject()
  let metadata: Record<string, string> | undefined
  for (const child of children) {
    if (child.name === 'MetadataEntry') {
      metadata ??= described.metadata = createBareObject<string>()
      addMetadata(metadata, child)
    } else if (!without?.has(child.name)) addChild(described, child, isNumeric)
  }
  return described
}

function addChild(detail: Detail, child: XmlElement, isNumeric: boolean): void {
  const key = snakeCase(child.name)
  const list = Array.isArray(detail[key]) ? (detail[key] as unknown[]) : []
  detail[key] = list
  // A list of beats stands in an element of its own, which says nothing itself.
  const elements = child.name === 'HeartRateVariabilityMetadataList' ? child.children : [child]
  for (const element of elements) list.push(describeElement(element, { isNumeric }) ?? {})
}

function addMetadata(metadata: Record<string, string>, { attributes }: XmlElement): void {
  const { key, value } = attributes
  if (key !== undefined) metadata[key] = value ?? ''
}

/** A number where the text is one that a number holds exactly as it is written, but for zeros at its end. */
function readNumber(text: string): unknown {
  return /^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/.test(text) ? Number(text) : text
}
