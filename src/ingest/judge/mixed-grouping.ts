import type { Place } from '../../formats/incoming.ts'

/** A sum over an hour or a day that the client grouped, and where it stood. */
export interface GroupedSum {
  place: Place
  metric: string
  recordedAtUs: number
  durationS: number
}

/** A value that lies inside a longer one of the same metric. */
export interface MixedGrouping {
  place: Place
  detail: string
}

const words: readonly (readonly [atLeastS: number, word: string])[] = [
  [28 * 86_400, 'months'],
  [7 * 86_400, 'weeks'],
  [86_400, 'days'],
  [3_600, 'hours'],
  [60, 'minutes'],
  [0, 'seconds'],
]

/**
 * Sums of one body that overlap: added up they count the same steps twice. All of them are kept, because nobody knows
 * which are meant; the person who set up the app does, so the first of each metric is named with the cure.
 */
export function findMixedGroupings(sums: readonly GroupedSum[]): MixedGrouping[] {
  const byMetric = new Map<string, GroupedSum[]>()
  for (const sum of sums) {
    const ofMetric = byMetric.get(sum.metric)
    if (ofMetric) ofMetric.push(sum)
    else byMetric.set(sum.metric, [sum])
  }
  return [...byMetric.values()].flatMap(findFirst)
}

function findFirst(ofMetric: readonly GroupedSum[]): MixedGrouping[] {
  const inOrder = [...ofMetric].sort((a, b) => a.recordedAtUs - b.recordedAtUs || b.durationS - a.durationS)
  let outer = inOrder[0]!
  for (const inner of inOrder.slice(1)) {
    if (liesInside(outer, inner)) {
      return [
        { place: inner.place, detail: describe(inner.metric, outer.durationS, finestGroupingS(inOrder)) },
      ]
    }
    if (endUs(inner) > endUs(outer)) outer = inner
  }
  return []
}

/** What the closest values are apart, or the shortest time that one of them covers. */
function finestGroupingS(inOrder: readonly GroupedSum[]): number {
  const distances = inOrder.slice(1).map((sum, index) => distanceS(inOrder[index]!, sum))
  const durations = inOrder.map(({ durationS }) => durationS)
  return [...distances, ...durations].filter(seconds => seconds > 0).reduce((a, b) => Math.min(a, b))
}

/**
 * Days are shorter than 24 hours when clocks change, and months shorter than the 30 days they count as: of two values
 * that cover the same time, only one that begins in the first half of the other certainly lies inside it.
 */
function liesInside(outer: GroupedSum, inner: GroupedSum): boolean {
  if (inner.durationS < outer.durationS) return endUs(inner) <= endUs(outer)
  const distance = distanceS(outer, inner)
  return distance > 0 && distance < outer.durationS / 2
}

function endUs({ recordedAtUs, durationS }: GroupedSum): number {
  return recordedAtUs + durationS * 1_000_000
}

function distanceS(a: GroupedSum, b: GroupedSum): number {
  return (b.recordedAtUs - a.recordedAtUs) / 1_000_000
}

function describe(metric: string, longerS: number, shorterS: number): string {
  return `${metric}: this body was grouped by ${wordFor(longerS)} and by ${wordFor(shorterS)}: choose one time grouping in the app, or the same is counted twice`
}

function wordFor(seconds: number): string {
  return words.find(([atLeastS]) => seconds >= atLeastS)![1]
}
