/** A stretch of time, full of samples, that is sent in several bodies. */
export interface Stretch {
  startMs: number
  bodies: number
  recordsPerBody: number
}

/** The same stretch as each format writes it, and as it is reported later, when every tenth sample has other values. */
export interface WrittenStretch {
  bodies: Buffer[]
  records: number
  /** How many of them a corrected report changes. */
  changed: number
}

/** As often as a watch measures a heart rate during a workout. */
export const STEP_MS = 5000

export const isCorrectedAt = (index: number): boolean => index % 10 === 0

/** `2026-06-11 00:00:00 +0200`, as Health Auto Export writes a time. */
export function writeLocalTime(ms: number): string {
  const text = new Date(ms + 7_200_000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)} +0200`
}

/** A number from 0 to 1 that looks random and is the same for the same index. */
export function scatter(index: number): number {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 0) / 4_294_967_296
}
