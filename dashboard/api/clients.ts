/** Somebody who sends, and whether it has fallen silent. */
export interface Client {
  client: string
  /** What its owner calls the automation that sends. */
  automation: string | null
  key_id: string | null
  key_name: string | null
  first_received_at: string
  last_received_at: string
  /** Null where it has sent too seldom to tell. */
  usual_interval_s: number | null
  silent_for_s: number
  silent: boolean
}

/** `GET /v1/clients` */
export interface Clients {
  clients: Client[]
  next_cursor: string | null
}
