import { Problem } from '../problem.ts'

/** Where the next page of a list begins: after the row that was created then and, among those of one moment, has this id. */
interface ListPosition {
  /**
   * Microseconds since 1970, as text: a `Date` would cut PostgreSQL's time to milliseconds and so repeat or skip rows.
   * Sixteen digits reach the year 2286.
   */
  createdAt: string
  id: string
}

/** The first page begins after this. */
const beginning: ListPosition = { createdAt: '0', id: '' }

const encodeListCursor = ({ createdAt, id }: ListPosition): string =>
  Buffer.from(`${createdAt} ${id}`).toString('base64url')

/**
 * No cursor is the beginning of the list.
 * @throws {Problem} invalid_request for a cursor that no list gave out
 */
export function decodeListCursor(cursor: string | undefined): ListPosition {
  if (cursor === undefined) return beginning
  const [, createdAt, id] =
    /^(\d{1,16}) ([0-9A-Za-z-]{1,36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (createdAt === undefined || id === undefined) {
    throw new Problem('invalid_request', 'cursor: not one that a list gave out; start again without it')
  }
  return { createdAt, id }
}

/**
 * Cuts what was read into a page and the cursor of the next.
 * @param rows in order; one more than `limit` when there is a next page
 */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  position: (row: Row) => ListPosition,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: last && rows.length > limit ? encodeListCursor(position(last)) : null }
}
