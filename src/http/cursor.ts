import type { z } from 'zod'
import { Problem } from '../problem.ts'

/** What a list gives out as `next_cursor`: the position where the page ended, as base64url of its JSON. */
export const encodeCursor = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/**
 * The position that a list gave out; undefined for the beginning, which has no cursor.
 * @throws {Problem} invalid_request for a cursor that no such list gave out
 */
export function decodeCursor<Position>(
  schema: z.ZodType<Position>,
  cursor: string | undefined,
): Position | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new Problem('invalid_request', 'cursor: not one that this list gave out; start again without it')
  }
}
