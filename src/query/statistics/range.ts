import type { Stream } from '../streams.ts'

/** Half-open, in epoch seconds; infinite where it has no end. */
export interface Range {
  fromS: number
  toS: number
}

export const isEmpty = ({ fromS, toS }: Range): boolean => fromS >= toS

/** What two ranges have in common; empty where that is nothing. */
export const intersect = (a: Range, b: Range): Range => ({
  fromS: Math.max(a.fromS, b.fromS),
  toS: Math.min(a.toS, b.toS),
})

const hoursOf = ({ firstHourS, lastHourS }: Stream): Range => ({ fromS: firstHourS, toS: lastHourS + 3600 })

/** The whole hours in which streams have samples; empty where there are no streams. */
export const extentOf = (streams: readonly Stream[]): Range => ({
  fromS: Math.min(...streams.map(stream => hoursOf(stream).fromS)),
  toS: Math.max(...streams.map(stream => hoursOf(stream).toS)),
})

/** Tells the streams that reach into a range. */
export const isWithin =
  (range: Range) =>
  (stream: Stream): boolean =>
    !isEmpty(intersect(range, hoursOf(stream)))
