import { createBareObject, isJsonObject } from './json-object.ts'

type Detail = Record<string, unknown>

/** More characters than a device, a title and a note have: what is longer is kept once. */
const MAX_SHARED_LENGTH = 2_000

/**
 * Hands what a container says besides its records to each of them. Where that is long only the first has it: a note of
 * a megabyte beside ten thousand values would become ten gigabytes.
 */
export function shareDetail(shared: Detail | undefined): (isFirst: boolean) => Detail | undefined {
  const others = isLongerThan(MAX_SHARED_LENGTH, shared) ? undefined : shared
  return isFirst => (isFirst ? shared : others)
}

/** A record's own detail and that of its container; where both have a key, the container's is its `outer_` one. */
export function joinDetails(outer: Detail | undefined, own: Detail | undefined): Detail | undefined {
  if (!outer || !own) return outer ?? own
  const joined = createBareObject<unknown>()
  for (const key of Object.keys(outer)) joined[key in own ? `outer_${key}` : key] = outer[key]
  for (const key of Object.keys(own)) joined[key] = own[key]
  return joined
}

/** Whether a value has more characters of text and values than that; looks no further than it must. */
function isLongerThan(limit: number, value: unknown): boolean {
  const open = [value]
  let length = 0
  while (open.length > 0) {
    const next = open.pop()
    length += typeof next === 'string' ? next.length + 1 : 1
    if (length > limit) return true
    if (Array.isArray(next)) {
      if (next.length > limit) return true
      open.push(...next)
    } else if (isJsonObject(next)) {
      for (const key of Object.keys(next)) {
        length += key.length
        if (length > limit) return true
        open.push(next[key])
      }
    }
  }
  return false
}
