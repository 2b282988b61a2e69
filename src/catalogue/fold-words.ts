/** Longer text is no name of anything; it is not worth folding what a stranger sent. */
const MAX_LENGTH = 100

/**
 * One text for spellings that differ in case, accents, blanks and joints only: "Course à pied" is `courseapied`. The
 * marks of kana are no accents and stay. The empty text where there is no letter or digit, or too many.
 */
export function foldWords(text: string): string {
  if (text.length > MAX_LENGTH) return ''
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '')
}
