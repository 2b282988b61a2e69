/** Text without what would confuse a parser, and where in it something was wrong, in ascending order. */
export interface CleanText {
  text: string
  faults: readonly number[]
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

const none: readonly number[] = []

/**
 * Takes out the control characters, makes a lone `&` one that stands for itself, and lets a stray declaration be text.
 * Each of these is a fault. A piece has to end where no reference can be cut in two: behind a `>`.
 */
export function cleanXml(text: string): CleanText {
  if (!suspect.test(text) && !text.includes('<!')) return { text, faults: none }
  let clean = ''
  let from = 0
  const faults: number[] = []
  unclean.lastIndex = 0
  for (let found = unclean.exec(text); found; found = unclean.exec(text)) {
    clean += text.slice(from, found.index)
    faults.push(clean.length)
    from = unclean.lastIndex
    if (found[0] === '&') clean += '&amp;'
    else if (found[0] === '&#') clean += '&amp;#'
  }
  return { text: from === 0 ? text : clean + text.slice(from), faults }
}
