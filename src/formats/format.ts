import type { Incoming } from './incoming.ts'

/** What the client's headers say about the whole body. */
export interface FormatContext {
  /** Health Auto Export's `automation-aggregation`: Minutes, Hours, Days, … */
  aggregation?: string
  /** IANA name of the time zone in which times without an offset were written; absent where nobody says. */
  timezone?: string
}

export interface Format {
  name: string
  /** The client writes its wall clock without an offset: reading needs the context's time zone. */
  writesLocalTimes?: true
  /** Whether the parsed body is in this format. Looks at the envelope only. */
  recognises(body: unknown): boolean
  /**
   * Whether a body that the client says is in this format has an envelope that `read` looks into. Absent: what it
   * recognises. What none would look at must not pass as an empty body.
   */
  accepts?(body: unknown): boolean
  /** The body's items, in their order. Never throws for what an item holds. */
  read(body: unknown, context: FormatContext): Iterable<Incoming>
}
