/**
 * An object as JSON.parse makes it. It may have an own key `__proto__`, so its entries are never spread or assigned
 * onto a plain object: what we build from a client's keys has no prototype.
 */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a parsed value is an object, and neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object for a client's keys; with no prototype, `__proto__` is a key like any other. */
export function createBareObject<T>(): Record<string, T> {
  return Object.create(null)
}
