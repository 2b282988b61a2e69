/** What the title of a column says: `Heart Rate [Min] (count/min)` is the part Min of Heart Rate in count/min. */
export interface Column {
  /** As written, without part and unit. */
  name: string
  /** The name with only letters and digits, in lower case: titles differ by blanks, case and punctuation. */
  folded: string
  part?: string
  unit?: string
}

/** Longer text is no title; it is not worth taking apart what a stranger sent. */
const MAX_TITLE_LENGTH = 200

/** The unit may hold brackets of its own, `(ml/(kg·min))`, and need not have a blank before it, `Avg Speed(km/hr)`. */
const title = /^([^[(]*?)\s*(?:\[([^\]]*)\]\s*)?(?:\((.*)\))?$/s

/** Takes the title of a column apart; one that is not built like that is a name as a whole. */
export function readColumn(written: unknown): Column {
  const text = typeof written === 'string' ? written.trim() : ''
  const [, name = text, part, unit] = (text.length <= MAX_TITLE_LENGTH && title.exec(text)) || []
  return {
    name,
    folded: foldTitle(name),
    ...(part === undefined ? {} : { part: part.trim() }),
    ...(unit === undefined ? {} : { unit: unit.trim() }),
  }
}

/** `Date/Time` and `date time` are one title. */
export function foldTitle(written: string): string {
  return written
    .slice(0, MAX_TITLE_LENGTH)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The key that the app's JSON has for a title: `Valence Classification` is `valenceClassification`, `ID` is `id`. */
export function jsonKeyOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
  return words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}
