/** What is wanted of a figure. */
export interface Target {
  is: 'at least' | 'less than' | 'at most'
  value: number
  unit: string
}

const target =
  (is: Target['is']) =>
  (value: number, unit = ''): Target => ({ is, value, unit })

export const atLeast = target('at least')
export const lessThan = target('less than')
export const atMost = target('at most')

const signs = { 'at least': '≥', 'less than': '<', 'at most': '≤' } as const

/** Two cells: what is wanted, and whether the figure is that; empty where nothing is. */
export function judge(
  figure: number,
  target: Target | undefined,
): [wanted: string | undefined, met: string | undefined] {
  if (!target) return [undefined, undefined]
  const { is, value, unit } = target
  const isMet = is === 'at least' ? figure >= value : is === 'at most' ? figure <= value : figure < value
  return [`${signs[is]} ${value} ${unit}`.trimEnd(), isMet ? 'yes' : '**no**']
}
