/** A place in a long array between two of its pieces: the bracket or comma before the first element of the next one. */
export interface Border {
  /** In bytes of the body. */
  at: number
  /** Of the first element behind it. */
  index: number
  /** How many of the long arrays within stand before it. */
  within: number
}

/**
 * An array of a body that is parsed piece by piece, each a row of whole elements. It remembers where the pieces are, and
 * nothing of what they hold.
 */
export interface LongArray {
  /** Where its first byte is. */
  start: number
  /** Where the byte behind its last one is. */
  end: number
  /** What parts the elements; only whole lines are parted by their ends. */
  separator: ',' | '\n'
  length: number
  /** The first at the opening bracket, the last at the closing one; of lines, at the places where they would be. */
  borders: readonly Border[]
  /** Those that stand in an element, and in none of each other, in their order. */
  within: readonly LongArray[]
}

/** What is known of a whole body when each of its bytes was looked at once. */
export interface Outline {
  /** The body itself, where it is lines of JSON. */
  lines?: LongArray
  /** Those that stand in no other. */
  within: readonly LongArray[]
}
