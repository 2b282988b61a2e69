/**
 * The media type of an answer, by RFC 9110: of those on offer the one with the greatest weight in `Accept`, and of
 * equals the first. Where none is acceptable, or nothing was asked for, the first.
 * @param offered not empty, in lower case
 */
export function chooseMediaType<Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type {
  const ranges = (accept ?? '').toLowerCase().split(',').map(readRange)
  const weightOf = (type: string): number => {
    const [group] = type.split('/')
    // The most precise range decides, also where it says less than a wider one.
    const range = [type, `${group}/*`, '*/*']
      .map(name => ranges.find(range => range.name === name))
      .find(Boolean)
    return range?.weight ?? 0
  }
  return offered.reduce((best, type) => (weightOf(type) > weightOf(best) ? type : best))
}

function readRange(written: string): { name: string; weight: number } {
  const [name = '', ...parameters] = written.split(';').map(part => part.trim())
  const quality = parameters.find(parameter => parameter.startsWith('q='))
  const weight = quality === undefined ? 1 : Number(quality.slice(2))
  return { name, weight: weight >= 0 && weight <= 1 ? weight : 0 }
}
