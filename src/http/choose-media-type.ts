/**
 * The media type of an answer: of those offered the one that an Accept header likes best; between equals the one that
 * it names rather than covers by a wildcard, then the first. Also the first where it accepts none of them, because an
 * answer in another form helps a caller more than none.
 */
export function chooseMediaType<Offered extends string>(
  accept: string | undefined,
  offered: readonly [Offered, ...Offered[]],
): Offered {
  const ranges = (accept ?? '*/*').split(',').map(readRange)
  const rated = offered.map(mediaType => {
    const fitting = ranges.filter(range => fits(range, mediaType))
    // The most exact range decides, so that one type can be excepted from a wildcard.
    return { mediaType, exactness: 0, quality: 0, ...fitting.sort((a, b) => b.exactness - a.exactness)[0] }
  })
  const best = rated
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.exactness - a.exactness)[0]
  return best?.mediaType ?? offered[0]
}

interface AcceptedRange {
  range: string
  quality: number
  exactness: number
}

function readRange(written: string): AcceptedRange {
  const [range = '', ...parameters] = written.split(';').map(part => part.trim().toLowerCase())
  const weight = parameters.find(parameter => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '')
  const quality = weight === undefined ? 1 : Number(weight)
  return {
    range,
    quality: quality >= 0 && quality <= 1 ? quality : 0,
    exactness: range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2,
  }
}

const fits = ({ range }: AcceptedRange, mediaType: string): boolean =>
  range === mediaType || range === '*/*' || (range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1)))
