/** The part of a logger that keys/ needs. A text names no key, no user and no e-mail. */
export interface Log {
  warn(text: string): void
}
