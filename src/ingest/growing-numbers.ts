/** Most bodies have a few records; so little lies within the array's object. */
const FIRST_LENGTH = 8

/**
 * Numbers that are added one by one, in an array of their own kind. A plain array of a body's rows is copied by the garbage
 * collector again and again while it grows, and what it outgrew is collected with what lives long.
 */
export class GrowingNumbers<A extends Float64Array | Uint32Array> {
  length = 0
  private memory: A
  private readonly allocate: (length: number) => A

  private constructor(allocate: (length: number) => A) {
    this.allocate = allocate
    this.memory = allocate(FIRST_LENGTH)
  }

  static ofDoubles(): GrowingNumbers<Float64Array> {
    return new GrowingNumbers(length => new Float64Array(length))
  }

  /** Of whole numbers from 0 to 2³² − 1. */
  static ofUnsigned(): GrowingNumbers<Uint32Array> {
    return new GrowingNumbers(length => new Uint32Array(length))
  }

  push(value: number): void {
    if (this.length === this.memory.length) {
      const larger = this.allocate(this.length * 2)
      larger.set(this.memory)
      this.memory = larger
    }
    this.memory[this.length++] = value
  }

  /** @param index of a number that was added */
  at(index: number): number {
    return this.memory[index]!
  }

  /** All that were added: a view, which those to come may not be a part of. */
  get all(): A {
    return this.memory.subarray(0, this.length) as A
  }
}
