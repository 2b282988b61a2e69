/** Text without what would confuse a parser, and where in it something was wrong, in ascending order. */
export interface CleanText {
  text: string
  faults: readonly number[]
}

/** Characters that XML does not have, as they are or as references. */
const control =
  '[\\0-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]|&#(?:0*(?:[0-8]|1[124-9]|2\\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[\\da-fA-F]));'
/** An ampersand that begins no reference which we resolve: a parser would look for the end of it far away. */
const ampersand = '&(?!(?:amp|lt|gt|quot|apos|#\\d{1,7}|#[xX][\\da-fA-F]{1,6});)'
/** A declaration that is neither a comment nor CDATA has no place behind the document type. */
const declaration = '<!(?!--|\\[CDATA\\[)'

const unclean = new RegExp(`${control}|${ampersand}|${declaration}`, 'g')

/**
 * Takes out the control characters, makes a lone `&` one that stands for itself, and lets a stray declaration be text.
 * Each of these is a fault. A piece has to end where no reference can be cut in two: behind a `>`.
 */
export function cleanXml(text: string): CleanText {
  let clean = ''
  let from = 0
  const faults: number[] = []
  unclean.lastIndex = 0
  for (let found = unclean.exec(text); found; found = unclean.exec(text)) {
    clean += text.slice(from, found.index)
    faults.push(clean.length)
    from = unclean.lastIndex
    if (found[0] === '&') clean += '&amp;'
  }
  return { text: from === 0 ? text : clean + text.slice(from), faults }
}
