import type { BodyPieces } from './body-pieces.ts'
import type { LongArray } from './long-array.ts'

/**
 * A long array as what it is in the body: for whoever reads it an array like any other, of which, unless its elements are few,
 * only the piece that was asked for last is there. Elements are made anew when their piece is: they are equal each time, and
 * not the same. Read it in order, and do not write to it.
 */
export function viewLongArray(array: LongArray, pieces: BodyPieces): unknown[] {
  return new Proxy<unknown[]>([], new View(array, pieces))
}

type Callback = (element: unknown, index: number, view: unknown[]) => unknown
type MapArguments = [callback: Callback, that?: unknown]

class View implements ProxyHandler<unknown[]> {
  private readonly array: LongArray
  private readonly pieces: BodyPieces
  private readonly kept: (readonly unknown[])[] | undefined
  private piece = -1
  private elements: readonly unknown[] = []

  constructor(array: LongArray, pieces: BodyPieces) {
    this.array = array
    this.pieces = pieces
    if (pieces.mayKeep(array)) this.kept = []
  }

  get(target: unknown[], key: string | symbol, view: unknown[]): unknown {
    if (key === 'length') return this.array.length
    if (key === Symbol.iterator) return () => this.iterate()
    if (key === 'entries') return () => this.entries()
    if (key === 'map') return (...[callback, that]: MapArguments) => this.map(callback.bind(that), view)
    if (key === 'some') return (...[callback, that]: MapArguments) => this.some(callback.bind(that), view)
    const index = indexOf(key)
    if (index !== undefined) return index < this.array.length ? this.elementAt(index) : undefined
    return Reflect.get(target, key, view)
  }

  has(target: unknown[], key: string | symbol): boolean {
    const index = indexOf(key)
    return index === undefined ? Reflect.has(target, key) : index < this.array.length
  }

  ownKeys(): string[] {
    return [...Array.from({ length: this.array.length }, (_, index) => String(index)), 'length']
  }

  getOwnPropertyDescriptor(target: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    if (key === 'length')
      return { ...Reflect.getOwnPropertyDescriptor(target, key), value: this.array.length }
    const index = indexOf(key)
    if (index === undefined || index >= this.array.length) return undefined
    return { value: this.elementAt(index), writable: true, enumerable: true, configurable: true }
  }

  set(): boolean {
    return false
  }

  defineProperty(): boolean {
    return false
  }

  deleteProperty(): boolean {
    return false
  }

  preventExtensions(): boolean {
    return false
  }

  private *iterate(): Generator<unknown, void, undefined> {
    const { borders } = this.array
    for (let piece = 0; piece < borders.length - 1; piece++) yield* this.elementsOf(piece)
  }

  // The methods of arrays ask the proxy for each element by its index, written as text: these that readers use on all
  // elements cost a tenth of that.

  private *entries(): Generator<[number, unknown], void, undefined> {
    let index = 0
    for (const element of this.iterate()) yield [index++, element]
  }

  private map(callback: Callback, view: unknown[]): unknown[] {
    return Array.from(this.iterate(), (element, index) => callback(element, index, view))
  }

  private some(callback: Callback, view: unknown[]): boolean {
    for (const [index, element] of this.entries()) if (callback(element, index, view)) return true
    return false
  }

  private elementAt(index: number): unknown {
    const { borders } = this.array
    let [low, high] = [0, borders.length - 2]
    if (this.piece >= 0 && isWithin(borders, this.piece, index)) low = high = this.piece
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (borders[middle]!.index <= index) low = middle
      else high = middle - 1
    }
    return this.elementsOf(low)[index - borders[low]!.index]
  }

  private elementsOf(piece: number): readonly unknown[] {
    if (piece !== this.piece) {
      this.elements = this.kept?.[piece] ?? this.parse(piece)
      this.piece = piece
    }
    return this.elements
  }

  private parse(piece: number): readonly unknown[] {
    const elements = this.pieces.parsePiece(this.array, piece)
    if (this.kept) this.kept[piece] = elements
    return elements
  }
}

function isWithin(borders: LongArray['borders'], piece: number, index: number): boolean {
  return borders[piece]!.index <= index && index < borders[piece + 1]!.index
}

/** The index that a key of an array is; undefined for any other key. */
function indexOf(key: string | symbol): number | undefined {
  if (typeof key === 'symbol') return undefined
  const index = Number(key)
  return Number.isInteger(index) && index >= 0 && String(index) === key ? index : undefined
}
