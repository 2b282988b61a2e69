/** What an app writes, as people do: `high_heart_rate_notification` and `lowBackPain` in a sentence's case. */
export function sayPlain(text: string): string {
  const words = text
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
  if (words === '') return text
  // An abbreviation stays one.
  const lower = words.replaceAll(/(?<=^|[\s-])\p{Lu}\p{Ll}+/gu, word => word.toLowerCase())
  return lower.charAt(0).toUpperCase() + lower.slice(1)
}

/** What is said to be a text, a number or a list of them, in words; undefined for what is more than that. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return undefined
}

/** The texts of a list; none where it is no list. */
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : []

/** A number, also where a client wrote `{qty, units}`. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'object' && value !== null && 'qty' in value) return numberOf(value.qty)
  return undefined
}

/** An instant in ms, of RFC 3339 or as Health Auto Export writes it: `2025-01-15 10:00:00 +0100`. */
export function timeOf(value: unknown): number | undefined {
  const parts = /^(\S+)[ T](\S+) ?(Z|[-+]\d\d:?\d\d)$/.exec(textOf(value) ?? '')
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2]}${parts[3]}`) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
