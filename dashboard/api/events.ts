import { ask } from './client.ts'

export interface HealthEvent {
  type: string
  started_at: string
  /** The start again, where it has no other end. */
  ended_at: string
  /** Empty text where it has none, as `source`. */
  name: string
  source: string
  client_id: string | null
  utc_offset_min: number | null
  /** What the client sent, in its own words. */
  detail: Record<string, unknown> | null
}

/** `GET /v1/events` */
export interface Events {
  events: HealthEvent[]
  next_cursor: string | null
}

export interface EventType {
  type: string
  count: number
  first_at: string
  last_at: string
}

/** `GET /v1/events/types` */
export interface EventTypes {
  types: EventType[]
  next_cursor: string | null
}

const MAX_PAGES = 10

/**
 * All pages of a question as one; of more than ten the next cursor says that there are others.
 * @throws {Problem}
 */
export async function askAllEvents(url: string): Promise<Events> {
  const events: HealthEvent[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page: Events = await ask(cursor === null ? url : `${url}&cursor=${encodeURIComponent(cursor)}`)
    events.push(...page.events)
    cursor = page.next_cursor
    if (cursor === null) break
  }
  return { events, next_cursor: cursor }
}
