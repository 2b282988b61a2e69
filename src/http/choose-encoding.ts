/**
 * The content-encoding of an answer: of those offered the one that an Accept-Encoding header likes best, between equals
 * the first. Undefined for none: where there is no such header, where it likes the plain text better, and where it takes
 * none of those offered.
 */
export function chooseEncoding(accept: string | undefined, offered: readonly string[]): string | undefined {
  if (accept === undefined) return undefined
  const qualities = new Map(accept.split(',').map(readCoding))
  const others = qualities.get('*') ?? 0
  // Plain text is taken unless somebody says otherwise, and an encoding that is liked as well is the reason to name it.
  const plain = qualities.get('identity') ?? 0
  const rated = offered.map(coding => ({ coding, quality: qualities.get(coding) ?? others }))
  const best = rated.sort((a, b) => b.quality - a.quality)[0]
  return best && best.quality > 0 && best.quality >= plain ? best.coding : undefined
}

function readCoding(written: string): [coding: string, quality: number] {
  const [coding = '', ...parameters] = written.split(';').map(part => part.trim().toLowerCase())
  const weight = parameters.find(parameter => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '')
  const quality = weight === undefined ? 1 : Number(weight)
  return [coding.replace(/^x-(?=gzip$)/, ''), quality >= 0 && quality <= 1 ? quality : 0]
}
