/** Longer text is no number, with or without a unit; it is not worth taking apart what a stranger sent. */
export const MAX_NUMBER_LENGTH = 80

/** So many digits are exact in a double, and no exponent stands behind them. */
const MAX_PLAIN_LENGTH = 16

const ZERO = 0x30
const NINE = 0x39
const POINT = 0x2e

/** Looked up once: see `codeAt` in time.ts. */
const { charCodeAt } = String.prototype

/** Whether it is digits, or digits with a point between them: what nearly every number is that a client writes as text. */
export function isPlainDecimal(text: string): boolean {
  const { length } = text
  if (length === 0 || length > MAX_PLAIN_LENGTH) return false
  let pointAt = -1
  for (let at = 0; at < length; at++) {
    const code = charCodeAt.call(text, at)
    if (code >= ZERO && code <= NINE) continue
    if (code !== POINT || pointAt >= 0 || at === 0 || at === length - 1) return false
    pointAt = at
  }
  return true
}

/**
 * Decimal text, with a point or a comma as its locale has it and blanks around it; nothing else that Number() would
 * take. A comma before three digits may as well set off thousands: nobody can tell, so it is no number, unless a 0
 * stands before it.
 */
export function readDecimal(written: string): number | undefined {
  if (isPlainDecimal(written)) return Number(written)
  if (written.length > MAX_NUMBER_LENGTH) return undefined
  const text = written.trim()
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) return undefined
  return /^[+-]?\d{1,30}([.,]\d{1,30})?([eE][+-]?\d{1,3})?$/.test(text)
    ? Number(text.replace(',', '.'))
    : undefined
}
