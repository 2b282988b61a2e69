/** A text that PostgreSQL can store, null where the client says nothing, or why it can not be stored. */
export type TextResult = { ok: true; text: string | null } | { ok: false; reason: string }

/**
 * Absent, null and empty are null; numbers and booleans are their own text. U+0000 and half a surrogate pair cannot
 * be stored as they came, so they are refused rather than changed. A `reason` completes "the source …".
 */
export function readText(value: unknown, maxLength: number): TextResult {
  if (value === undefined || value === null || value === '') return { ok: true, text: null }
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
    return readText(String(value), maxLength)
  }
  if (typeof value !== 'string') return { ok: false, reason: 'is not text' }
  if (value.length > maxLength) return { ok: false, reason: `is longer than ${maxLength} characters` }
  const reason = describeUnstorable(value)
  return reason === undefined ? { ok: true, text: value } : { ok: false, reason }
}

/**
 * One spelling for the sources that are compared when two records may be the same: NFC, every kind of blank is U+0020
 * and single, U+2019 is an apostrophe, and in `Watch|iPhone` the order and repetition of the parts mean nothing.
 */
export function normaliseSource(text: string): string {
  if (isNormal(text)) return text
  const parts = text
    .normalize('NFC')
    .replaceAll('\u2019', "'")
    .split('|')
    .map(part => part.replace(/\s+/g, ' ').trim())
    .filter(part => part !== '')
  return parts.length === 1 ? parts[0]! : [...new Set(parts)].sort().join('|')
}

const BLANK = 0x20
const TILDE = 0x7e
const BAR = 0x7c

/** Printable ASCII of one part without outer or double blanks: nearly every source of nearly every record. */
function isNormal(text: string): boolean {
  let previous = BLANK
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < BLANK || code > TILDE || code === BAR || (code === BLANK && previous === BLANK)) return false
    previous = code
  }
  return previous !== BLANK || text === ''
}

/** An electrocardiogram of 30 seconds has 15,360 voltages of three values each; nothing that is known has more. */
const MAX_VALUES = 250_000

/** JSON text that jsonb can hold, or why there is none; `reason` is a sentence without the value itself. */
export type JsonResult = { ok: true; text: string } | ({ ok: false } & JsonFlaw)

interface JsonFlaw {
  code: 'too_deep' | 'not_a_number' | 'invalid_text' | 'invalid_shape'
  reason: string
}

export interface JsonLimits {
  /** Levels of objects and arrays; it also keeps the recursion within the stack. */
  maxDepth?: number
  /** Of the text as UTF-8. */
  maxBytes?: number
}

/**
 * The same text for the same JSON value, whatever the order of its keys, or the reason why it cannot be stored: too
 * deep, too large, of too many values, a number that is not finite (1e400 parses to Infinity), U+0000 or half a surrogate pair in a text
 * or key.
 */
export function canonicalJson(
  value: unknown,
  { maxDepth = 32, maxBytes = Number.POSITIVE_INFINITY }: JsonLimits = {},
): JsonResult {
  const flaw = findFlaw(value, maxDepth, { values: MAX_VALUES })
  if (flaw === 'too_deep') {
    return { ok: false, code: flaw, reason: `the detail is nested deeper than ${maxDepth} levels` }
  }
  if (flaw) return { ok: false, ...flaw }
  const text = stableJson(value)
  return Buffer.byteLength(text) <= maxBytes
    ? { ok: true, text }
    : { ok: false, code: 'invalid_shape', reason: `the detail is larger than ${maxBytes} bytes` }
}

/** JSON with sorted keys and no blanks, of a value that is known to be sound: what `canonicalJson` took, or jsonb. */
export function stableJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    // Thousands of voltages have no keys to sort.
    return value.some(isHolder) ? `[${value.map(stableJson).join(',')}]` : JSON.stringify(value)
  }
  const holder = value as Readonly<Record<string, unknown>>
  let members = ''
  for (const key of Object.keys(holder).sort()) {
    const member = holder[key]
    if (member === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${stableJson(member)}`
  }
  return `{${members}}`
}

const isHolder = (value: unknown): boolean => typeof value === 'object' && value !== null

function findFlaw(
  value: unknown,
  depthLeft: number,
  budget: { values: number },
): JsonFlaw | 'too_deep' | undefined {
  switch (typeof value) {
    case 'string':
      return findTextFlaw(value)
    case 'number':
      if (Number.isFinite(value)) return undefined
      return { code: 'not_a_number', reason: 'the detail holds a number that is not finite' }
    case 'boolean':
    case 'undefined':
      return undefined
    case 'object':
      break
    default:
      return { code: 'invalid_shape', reason: 'the detail holds what is not JSON' }
  }
  if (value === null) return undefined
  if (depthLeft === 0) return 'too_deep'
  if (Array.isArray(value)) {
    for (const element of value) {
      const flaw = spend(budget) ?? findFlaw(element, depthLeft - 1, budget)
      if (flaw) return flaw
    }
    return undefined
  }
  // Not Object.entries: of a million keys it would make a million pairs before the first is looked at.
  for (const key in value) {
    const entry = (value as Record<string, unknown>)[key]
    const flaw = spend(budget) ?? findTextFlaw(key) ?? findFlaw(entry, depthLeft - 1, budget)
    if (flaw) return flaw
  }
  return undefined
}

function spend(budget: { values: number }): JsonFlaw | undefined {
  if (--budget.values >= 0) return undefined
  return { code: 'invalid_shape', reason: `the detail holds more than ${MAX_VALUES} values` }
}

function findTextFlaw(text: string): JsonFlaw | undefined {
  const problem = describeUnstorable(text)
  return problem === undefined
    ? undefined
    : { code: 'invalid_text', reason: `a text in the detail ${problem}` }
}

function describeUnstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'holds the character U+0000'
  return text.isWellFormed() ? undefined : 'holds half of a surrogate pair'
}
