/** Somebody who sends, and whether it has fallen silent. */
export interface Client {
  /** What the program calls itself, without its version. */
  client: string | null
  /** What its owner calls the automation that sends. */
  automation: string | null
  key_id: string
  key_name: string
  first_received_at: string
  last_received_at: string
  /** Null where it has sent only once. */
  usual_interval_s: number | null
  silent_for_s: number
  silent: boolean
}

/** `GET /v1/clients` */
export interface Clients {
  clients: Client[]
  next_cursor: string | null
}
