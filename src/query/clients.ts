import type { ClientBase } from 'pg'

/** Bodies that come closer together than this are one sending in parts. */
const ONE_SENDING_S = 300
/** A phone sends only while it is unlocked, and nights are long. */
const SHORTEST_SILENCE_S = 12 * 3_600
const INTERVALS_OF_SILENCE = 4
/** Of a client that has sent once, so that nothing is usual. */
const FIRST_SILENCE_S = 24 * 3_600

export interface ClientsQuestion {
  userId: string
  /** The keys that count, and for each the one that has taken its place. */
  keys: readonly { keyId: string; currentKeyId: string }[]
  limit: number
  after?: ClientPosition | undefined
}

/** Which client it is, in the order of the list. */
export interface ClientPosition {
  keyId: string
  /** What the client calls itself, without its version; empty where it does not. */
  client: string
  /** The id of an automation, or its name where it has none; empty where the client names none. */
  automationId: string
}

/** Somebody who sends. */
export interface SendingClient extends ClientPosition {
  /** The name that it had last; empty where the client names none. */
  automation: string
  /** Within the days that are looked at. */
  firstReceivedAt: Date
  lastReceivedAt: Date
  /** The median of the seconds between two sendings; null where there was only one. */
  usualIntervalS: number | null
  silentForS: number
}

/**
 * Who has sent bodies in the last 90 days: one client for each key, program and automation. Of somebody who sends more than
 * 50,000 bodies in that time, the newest so many are looked at.
 */
export async function listClients(
  client: ClientBase,
  { userId, keys, limit, after }: ClientsQuestion,
): Promise<SendingClient[]> {
  const { rows } = await client.query<SendingClient>(
    `with body as (
       select current_key_id as key_id, received_at,
         regexp_replace(coalesce(client_headers->>'user-agent', ''), '[/ ]v?[0-9].*$', '') as client,
         coalesce(client_headers->>'automation-name', '') as automation,
         coalesce(client_headers->>'automation-id', client_headers->>'automation-name', '') as automation_id
       from raw_ingestions join unnest($2::text[], $3::text[]) as line (key_id, current_key_id) using (key_id)
       where user_id = $1 and received_at > now() - interval '90 days' and stored_as <> 'not_kept'
       order by received_at desc limit 50000
     ), spaced as (
       select *, extract(epoch from received_at - lag(received_at) over sender) as gap_s from body
       where $4::text is null or (key_id, client, automation_id) > ($4, $5, $6)
       window sender as (partition by key_id, client, automation_id order by received_at)
     )
     select key_id as "keyId", client, automation_id as "automationId",
       (array_agg(automation order by received_at desc))[1] as automation,
       min(received_at) as "firstReceivedAt", max(received_at) as "lastReceivedAt",
       round(percentile_cont(0.5) within group (order by gap_s) filter (where gap_s >= ${ONE_SENDING_S})) as "usualIntervalS",
       floor(extract(epoch from clock_timestamp() - max(received_at)))::float8 as "silentForS"
     from spaced group by key_id, client, automation_id
     order by key_id, client, automation_id limit $7`,
    [
      userId,
      keys.map(({ keyId }) => keyId),
      keys.map(({ currentKeyId }) => currentKeyId),
      after?.keyId,
      after?.client,
      after?.automationId,
      limit,
    ],
  )
  return rows
}

/** Whether a client that usually sends has stopped, as far as that can be told from when it did. */
export const hasFallenSilent = ({
  usualIntervalS,
  silentForS,
}: Pick<SendingClient, 'usualIntervalS' | 'silentForS'>): boolean =>
  silentForS >
  (usualIntervalS === null
    ? FIRST_SILENCE_S
    : Math.max(SHORTEST_SILENCE_S, INTERVALS_OF_SILENCE * usualIntervalS))
