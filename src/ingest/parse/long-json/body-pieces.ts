import { randomUUID } from 'node:crypto'
import type { LongArray, Outline } from './long-array.ts'
import { viewLongArray } from './view-long-array.ts'

/** Of all arrays of a body, so much is parsed once and stays as long as the array does. */
const MAX_KEPT_BYTES = 1_048_576

/** Parses the pieces of a body of which the outline is known: JSON from end to end, so that nothing here can fail. */
export class BodyPieces {
  private readonly bytes: Buffer
  private readonly fewElements: number
  private keepableBytes = MAX_KEPT_BYTES
  /** Stands for a long array until it is put in its place; no text of a body can begin like that. */
  private readonly mark = randomUUID()

  /** @param fewElements up to so many of an array are parsed only once, see viewLongArray */
  constructor(bytes: Buffer, fewElements: number) {
    this.bytes = bytes
    this.fewElements = fewElements
  }

  /** The value of the body. Its long arrays are views, and so are those in any value that is taken out of one. */
  parseBody({ lines, within }: Outline): unknown {
    if (lines) return viewLongArray(lines, this)
    return this.parse(this.textOf(0, this.bytes.length, within), within)
  }

  /** Whether an array may keep what is parsed of it; the outermost ones are asked about before those within them. */
  mayKeep({ length, start, end }: LongArray): boolean {
    if (length > this.fewElements || end - start > this.keepableBytes) return false
    this.keepableBytes -= end - start
    return true
  }

  /** @param piece its number in the array */
  parsePiece({ borders, separator, within }: LongArray, piece: number): unknown[] {
    const [from, to] = [borders[piece]!, borders[piece + 1]!]
    const held = within.slice(from.within, to.within)
    const text = this.textOf(from.at + 1, to.at, held)
    const elements = separator === ',' ? text : joinLines(text)
    return this.parse(`[${elements}]`, held) as unknown[]
  }

  private textOf(from: number, to: number, held: readonly LongArray[]): string {
    let text = ''
    let at = from
    for (const [number, { start, end }] of held.entries()) {
      text += `${this.bytes.toString('utf8', at, start)}"${this.mark}${number}"`
      at = end
    }
    return text + this.bytes.toString('utf8', at, to)
  }

  private parse(text: string, held: readonly LongArray[]): unknown {
    const value: unknown = JSON.parse(text)
    return held.length > 0 ? this.putInPlace(value, held) : value
  }

  /** Of two equal keys only the last is left, so that some may have no place. No deeper than a body may be. */
  private putInPlace(value: unknown, held: readonly LongArray[]): unknown {
    if (typeof value === 'string') {
      return value.startsWith(this.mark)
        ? viewLongArray(held[Number(value.slice(this.mark.length))]!, this)
        : value
    }
    if (typeof value === 'object' && value !== null) {
      const holder = value as Record<string, unknown>
      // Assigned only where something changes, and then to an own key, which `__proto__` is here like any other.
      for (const key of Object.keys(holder)) {
        const placed = this.putInPlace(holder[key], held)
        if (placed !== holder[key]) holder[key] = placed
      }
    }
    return value
  }
}

function joinLines(text: string): string {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .join(',')
}
