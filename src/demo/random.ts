/** Chance that is the same in every run: all that it gives follows from what it was made of. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  /** Like a normal distribution, but never more than 3.5 deviations from the mean: no value is absurd by bad luck. */
  around(mean: number, deviation: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** A version 4 UUID. */
  uuid(): string
}

/**
 * @param about what is decided, such as a topic and a day: each has a sequence of its own, so that one day does not
 *   change because another one is left out
 */
export function randomOf(seed: number, ...about: readonly (string | number)[]): Random {
  let state = hash(`${seed}/${about.join('/')}`)
  const next = (): number => {
    // A counter by the golden ratio, scrambled by the finalizer of MurmurHash3.
    state = (state + 0x9e3779b9) | 0
    return scramble(state) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + next() * (high - low)
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1))
  return {
    next,
    between,
    whole,
    // The sum of four uniform numbers has a variance of a third.
    around: (mean, deviation) => mean + (next() + next() + next() + next() - 2) * Math.sqrt(3) * deviation,
    chance: probability => next() < probability,
    pick: items => items[whole(0, items.length - 1)]!,
    uuid: () => {
      const digits = Array.from({ length: 31 }, () => whole(0, 15).toString(16)).join('')
      const [a, b, c, d] = [
        digits.slice(0, 8),
        digits.slice(8, 12),
        digits.slice(12, 15),
        digits.slice(15, 18),
      ]
      return `${a}-${b}-4${c}-${'89ab'[whole(0, 3)]}${d}-${digits.slice(18, 30)}`
    },
  }
}

/** Rounded as an app writes it. */
export function round(value: number, digits = 0): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}

function hash(text: string): number {
  let state = 0
  for (let at = 0; at < text.length; at++) state = scramble(state ^ text.charCodeAt(at)) | 0
  return state
}

/** A whole number from 0 to 2³² − 1. */
function scramble(input: number): number {
  let mixed = input + 0x6d2b79f5
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
