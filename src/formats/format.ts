import type { Incoming } from './incoming.ts'

/** What the client's headers say about the whole body. */
export interface FormatContext {
  /** Health Auto Export's `automation-aggregation`: Minutes, Hours, Days, … */
  aggregation?: string
  /** IANA name of the time zone in which times without an offset were written; absent where nobody says. */
  timezone?: string
}

/** Looks for something among many, and pauses now and then for others. */
export type Search = Generator<void, boolean, void>

export interface Format {
  name: string
  /** The client writes its wall clock without an offset: reading needs the context's time zone. */
  writesLocalTimes?: true
  /**
   * Whether a body is in this format; one that is an array is where any element of it is. Looks at the envelope only.
   * @param isElement whether it is one of the elements
   * @returns or how to find out, with pauses, where that takes a look at all records
   */
  recognises(body: unknown, isElement?: boolean): boolean | Search
  /**
   * Whether a body that the client says is in this format has an envelope that `read` looks into. Absent: what it
   * recognises. What none would look at must not pass as an empty body.
   */
  accepts?(body: unknown, isElement?: boolean): boolean
  /** The body's items, in their order. Never throws for what an item holds. */
  read(body: unknown, context: FormatContext): Iterable<Incoming>
}
