/**
 * Where a report stands among all reports of a user, as text that compares in their order: the id of its ingestion
 * (UUIDv7, ordered by time), and behind it the position of the item in the body, where one body reports a row twice.
 */
export function orderOfItem(ingestionId: string, position: number): string {
  return `${ingestionId}/${String(position).padStart(8, '0')}`
}

/** The ingestion of a report, and the position in its body where that is known. */
export function splitOrder(order: string): { ingestionId: string; position: string | undefined } {
  const [ingestionId, position] = order.split('/')
  return { ingestionId: ingestionId!, position }
}
