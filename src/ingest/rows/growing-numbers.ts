import { grow } from './grow.ts'

/** Most bodies have a few records; so little lies within the array's object. */
const FIRST_LENGTH = 8

/**
 * Numbers that are added one by one, in an array of doubles. A plain array of a body's rows is copied by the garbage
 * collector again and again while it grows, and what it outgrew is collected with what lives long. Doubles for all: code that
 * meets two kinds of arrays is slower for both.
 */
export class GrowingNumbers {
  length = 0
  private readonly expected: number
  private memory = new Float64Array(FIRST_LENGTH)

  /** @param expected about how many, if it is known */
  constructor(expected = 0) {
    this.expected = expected
  }

  push(value: number): void {
    if (this.length === this.memory.length) this.grow()
    this.memory[this.length++] = value
  }

  /** @param index of a number that was added */
  at(index: number): number {
    return this.memory[index]!
  }

  /** All that were added: a view, which those to come may not be a part of. */
  get all(): Float64Array {
    return this.memory.subarray(0, this.length)
  }

  private grow(): void {
    const larger = new Float64Array(grow(this.length, this.expected))
    larger.set(this.memory)
    this.memory = larger
  }
}
