/** The length of a page when all are read: one round trip for nearly everybody. */
export const PAGE_LENGTH = 1000

/** Everything that a list gives out in pages. */
export async function readAllPages<Page extends { nextCursor: string | null }, Item>(
  readPage: (cursor: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => Item[],
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await readPage(cursor)
    items.push(...itemsOf(page))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}
