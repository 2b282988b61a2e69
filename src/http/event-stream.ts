import { PassThrough, type Readable } from 'node:stream'

/** What a client that does not read may leave lying here. One that is further behind comes back, and asks from where. */
const MAX_BEHIND_BYTES = 1_048_576
/** After which a browser comes back when the connection has ended. */
const RETRY_MS = 3_000

export interface StreamedEvent {
  /** What the client names when it comes back. */
  id: string
  type: string
  data: unknown
}

/** An answer that goes on for as long as both sides want, as server-sent events (WHATWG HTML, section 9.2). */
export class EventStream {
  readonly #body = new PassThrough()
  readonly #beat: NodeJS.Timeout

  /** @param beatMs how often something is sent where nothing happens, so that nobody between takes it for dead */
  constructor(beatMs: number) {
    // Also the first byte, for which the head of the answer waits.
    this.#write(`retry: ${RETRY_MS}\n\n`)
    this.#beat = setInterval(() => this.#write(':\n\n'), beatMs).unref()
    this.#body.once('close', () => clearInterval(this.#beat))
  }

  /** The bytes of the answer. */
  get body(): Readable {
    return this.#body
  }

  send({ id, type, data }: StreamedEvent): void {
    this.#write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** The client is told that it is over. */
  end(): void {
    clearInterval(this.#beat)
    this.#body.end()
  }

  /** Calls back when it is over, whoever ended it. */
  onClose(listener: () => void): void {
    this.#body.once('close', listener)
  }

  #write(text: string): void {
    if (this.#body.writableEnded || this.#body.destroyed) return
    this.#body.write(text)
    if (this.#body.readableLength + this.#body.writableLength > MAX_BEHIND_BYTES) this.#body.destroy()
  }
}
