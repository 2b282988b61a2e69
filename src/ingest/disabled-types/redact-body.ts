import { randomUUID } from 'node:crypto'
import type { IncomingRedacted } from '../../formats/incoming.ts'
import { clearMetrics, redactItems } from '../../formats/redaction.ts'
import { Problem } from '../../problem.ts'
import { type DecodedBody, type ParsedBody, parseBody } from '../parse/parse-body.ts'
import { type DisabledTypes, disabledTypeOf, withholdDisabled } from './disabled-types.ts'
import { findType } from './record-type.ts'

/** What is kept of a body that may not be kept as it was sent. */
export interface Redaction {
  /** JSON with marks in the places of the items; undefined where nothing may be kept. */
  kept: DecodedBody | undefined
  /** The disabled types that were in it; `*` where nothing may be kept. */
  types: readonly string[]
}

/** For a body of which nobody can say what is in it. */
export const keepNothing: Redaction = { kept: undefined, types: ['*'] }

/**
 * Takes what is of a disabled type out of a body, before anything of it is stored. What is left is read again: only
 * where it shows the same number of items and none of a disabled type is it kept. Otherwise, and where the body cannot
 * be read in the first place, nothing is. It is parsed in one go: what is changed and written again has to be there as a
 * whole. Of a body beyond the longest text of the engine nothing is kept therefore; it is still read and accounted for.
 * @param maxBytes of what is kept: a mark may be longer than what it stands for
 * @returns undefined where nothing of a disabled type is in it, and the exact bytes may be kept
 */
export async function redactBody(
  decoded: DecodedBody,
  disabledTypes: DisabledTypes,
  maxBytes: number,
): Promise<Redaction | undefined> {
  if (disabledTypes.size === 0) return undefined
  const parsed = await tryToParse(decoded)
  if (!parsed) return keepNothing
  const { items, redacted } = takeStock(parsed, disabledTypes)
  const isDisabled = (name: string) => disabledTypes.has(findType(name) ?? '')
  const cleared = clearMetrics(parsed.body, isDisabled).map(name => findType(name)!)
  if (redacted.length === 0 && cleared.length === 0) return undefined
  if (!redactItems(parsed.body, redacted)) return keepNothing
  const bytes = writeJson(parsed.body)
  if (!bytes || bytes.length > maxBytes) return keepNothing
  const { clientHeaders } = decoded
  const kept = { bytes, contentType: 'application/json', clientHeaders, format: parsed.format.name }
  const left = await tryToParse(kept)
  if (!left || takeStock(left, disabledTypes).items !== items) return keepNothing
  if (showsDisabled(left, disabledTypes)) return keepNothing
  return { kept, types: [...new Set([...cleared, ...redacted.map(({ type }) => type)])].sort() }
}

async function tryToParse(decoded: DecodedBody): Promise<ParsedBody | undefined> {
  try {
    return await parseBody(decoded, true)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** How many items a body has, and which of them are of a disabled type: neither depends on a context. */
function takeStock(
  { format, body }: ParsedBody,
  disabledTypes: DisabledTypes,
): { items: number; redacted: IncomingRedacted[] } {
  const redacted: IncomingRedacted[] = []
  let items = 0
  let path: string | undefined
  let index: number | undefined
  for (const record of withholdDisabled(format.read(body, {}), disabledTypes)) {
    if (record.path !== path || record.index !== index) items++
    path = record.path
    index = record.index
    if (record.kind === 'redacted' && disabledTypes.has(record.type)) redacted.push(record)
  }
  return { items, redacted }
}

function showsDisabled({ format, body }: ParsedBody, disabledTypes: DisabledTypes): boolean {
  for (const record of format.read(body, {})) {
    if (record.kind !== 'redacted' && disabledTypeOf(record, disabledTypes) !== undefined) return true
  }
  return false
}

/** The body as JSON, or undefined where that is longer than a text can be. */
function writeJson(body: unknown): Buffer | undefined {
  const tag = randomUUID()
  let isTagged = false
  try {
    const text = JSON.stringify(body, (_key, value) => {
      if (value !== Infinity && value !== -Infinity) return value
      isTagged = true
      return `${tag}${value}`
    })
    // A number such as 1e400 would become null, and its record be rejected for another reason than before.
    const written = isTagged
      ? text.replaceAll(`"${tag}Infinity"`, '1e999').replaceAll(`"${tag}-Infinity"`, '-1e999')
      : text
    return Buffer.from(written)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
