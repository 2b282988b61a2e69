import { createBareObject, type JsonObject } from './json-object.ts'

export interface Fields {
  /** The first of the keys that says something; it counts as taken. */
  take(...keys: string[]): unknown
  /** As `take`, but passes over what is no text, number or boolean: such a value is better kept whole in the detail. */
  takeText(...keys: string[]): unknown
  /** As `take`, but only for a number of seconds that is more than none. */
  takeSeconds(...keys: string[]): number | undefined
  /** Puts into the detail what is left of a field that was taken in part. */
  keep(key: string, left: unknown): void
  /** What nobody took, or undefined when that is nothing. A null says nothing and is left out. */
  rest(): Record<string, unknown> | undefined
}

/** Reads an object field by field and keeps account of it, so that whatever has no place of its own becomes the detail. */
export function takeFields(object: JsonObject): Fields {
  const taken = new Set<string>()
  const kept = new Map<string, unknown>()
  const takeFirst = (keys: string[], accepts: (value: unknown) => boolean) => {
    const key = keys.find(key => Object.hasOwn(object, key) && accepts(object[key]))
    if (key === undefined) return undefined
    taken.add(key)
    return object[key]
  }
  return {
    take: (...keys) => takeFirst(keys, saysSomething),
    takeText: (...keys) => takeFirst(keys, value => saysSomething(value) && typeof value !== 'object'),
    takeSeconds: (...keys) => takeFirst(keys, isPositive) as number | undefined,
    keep(key, left) {
      kept.set(key, left)
    },
    rest() {
      let detail: Record<string, unknown> | undefined
      for (const key of Object.keys(object)) {
        if (taken.has(key) || !saysSomething(object[key])) continue
        detail ??= createBareObject()
        detail[key] = object[key]
      }
      for (const [key, left] of kept) {
        detail ??= createBareObject()
        detail[key] = left
      }
      return detail
    },
  }
}

function saysSomething(value: unknown): boolean {
  return value !== null && value !== undefined
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value)
}
