/** A place where text was cleaned: what stood there, and what stands there instead. */
export interface Fault {
  /** Where it stood before. */
  at: number
  length: number
  /** Where it is in the clean text. */
  cleanAt: number
  cleanLength: number
}

/** Text without what would confuse a parser, and where in it something was wrong, in ascending order. */
export interface CleanText {
  text: string
  faults: readonly Fault[]
}

const control = '[\\0-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]'

/**
 * Characters that XML does not have, as they are or as references; an ampersand that begins no reference which we
 * resolve, because a parser would look for its end far away; a declaration that is neither a comment nor CDATA, which
 * has no place behind the document type.
 */
const unclean = new RegExp(
  [
    control,
    '&(?!lt;|gt;|amp;|quot;|apos;|#)',
    '&#(?:0*(?:[0-8]|1[124-9]|2\\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[\\da-fA-F]));',
    '&#(?!\\d{1,7};|[xX][\\da-fA-F]{1,6};)',
    '<!(?!--|\\[CDATA\\[)',
  ].join('|'),
  'g',
)

/**
 * As above, and all numeric references: what nearly every text is free of, told in half the time. A declaration is
 * looked for by itself: that is quicker than a third alternative that every character has to be compared with.
 */
const suspect = new RegExp(`${control}|&(?!lt;|gt;|amp;|quot;|apos;)`)

const none: readonly Fault[] = []

/**
 * Takes out the control characters, makes a lone `&` one that stands for itself, and lets a stray declaration be text.
 * Each of these is a fault. A piece has to end where no reference can be cut in two: behind a `>`.
 */
export function cleanXml(text: string): CleanText {
  if (!suspect.test(text) && !text.includes('<!')) return { text, faults: none }
  let clean = ''
  let from = 0
  const faults: Fault[] = []
  unclean.lastIndex = 0
  for (let found = unclean.exec(text); found; found = unclean.exec(text)) {
    const [unclean] = found
    clean += text.slice(from, found.index)
    const instead = unclean === '&' ? '&amp;' : unclean === '&#' ? '&amp;#' : ''
    faults.push({
      at: found.index,
      length: unclean.length,
      cleanAt: clean.length,
      cleanLength: instead.length,
    })
    clean += instead
    from = found.index + unclean.length
  }
  return { text: from === 0 ? text : clean + text.slice(from), faults }
}
