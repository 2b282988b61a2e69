/** Who sends with a key that may still send. */
export interface Client {
  /** What the program calls itself. */
  client: string | null
  /** Of an app that runs several, the name of this one. */
  automation: string | null
  key_id: string
  key_name: string
  first_received_at: string
  last_received_at: string
  /** Null where it sent only once. */
  usual_interval_s: number | null
  silent_for_s: number
  /** For longer than it should be. */
  silent: boolean
}

/** `GET /v1/clients` */
export interface Clients {
  clients: Client[]
  next_cursor: string | null
}
