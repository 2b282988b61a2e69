import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from './log.ts'

const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000
/** A peer that vanished without a word is found by asking. */
const HEARTBEAT_MS = 10_000
const ANSWER_TIMEOUT_MS = 3_000

interface KeyChangeHandlers {
  /** From now on every change is told, until `onGap`. */
  onListening(): void
  /** Changes may happen untold. */
  onGap(): void
  /** The key was revoked, rotated or deleted. */
  onChange(keyId: string): void
}

/**
 * Hears of changed keys through PostgreSQL's NOTIFY on the channel `key_changed`, whose payload is the key id. Whoever
 * changes a key sends it in the statement that changes it. Reconnects for as long as it is open.
 */
export class KeyChangeListener {
  readonly #databaseUrl: string
  readonly #handlers: KeyChangeHandlers
  readonly #log: Log | undefined
  #isClosed = false
  #hasWarned = false
  /** Ends the wait that is under way. */
  #wake = new AbortController()
  #done: Promise<void> = Promise.resolve()

  private constructor(databaseUrl: string, handlers: KeyChangeHandlers, log: Log | undefined) {
    this.#databaseUrl = databaseUrl
    this.#handlers = handlers
    this.#log = log
  }

  /** Returns when it listens, or when the first attempt failed and others follow. */
  static async open(databaseUrl: string, handlers: KeyChangeHandlers, log?: Log): Promise<KeyChangeListener> {
    const listener = new KeyChangeListener(databaseUrl, handlers, log)
    await new Promise<void>(resolve => {
      listener.#done = listener.#keepListening(resolve)
    })
    return listener
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake.abort()
    await this.#done
  }

  async #keepListening(firstAttemptOver: () => void): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    while (!this.#isClosed) {
      const wasListening = await this.#listenOnce(firstAttemptOver)
      firstAttemptOver()
      retryMs = wasListening ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS)
      if (!this.#isClosed) await this.#wait(retryMs)
    }
  }

  /** @returns whether it listened before the connection was lost */
  async #listenOnce(isListening: () => void): Promise<boolean> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      application_name: 'health-export keys',
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
    })
    let reason = 'the connection was closed'
    let listening = false
    let lost = false
    const onLost = () => {
      lost = true
      this.#wake.abort()
    }
    client.on('error', error => {
      reason = error.message
      onLost()
    })
    client.on('end', onLost)
    client.on('notification', ({ payload }) => this.#handlers.onChange(payload ?? ''))
    try {
      await client.connect()
      await client.query('listen key_changed')
      listening = true
      this.#hasWarned = false
      this.#handlers.onListening()
      isListening()
      while (!lost && !this.#isClosed) {
        await this.#wait(HEARTBEAT_MS)
        if (!lost && !this.#isClosed) await client.query('select')
      }
    } catch (error) {
      if (error instanceof Error) reason = error.message
    }
    if (listening) this.#handlers.onGap()
    if (!this.#isClosed) this.#warn(reason)
    // A peer that has gone silent never confirms the end.
    await Promise.race([client.end().catch(() => {}), sleep(ANSWER_TIMEOUT_MS, undefined, { ref: false })])
    return listening
  }

  async #wait(delayMs: number): Promise<void> {
    this.#wake = new AbortController()
    await sleep(delayMs, undefined, { signal: this.#wake.signal }).catch(() => {})
  }

  #warn(reason: string): void {
    // One line for each time that it stops working, not for each attempt to mend it.
    if (!this.#hasWarned) {
      this.#log?.warn(
        `Changes of keys are not heard for the moment, so no verified key is remembered: ${reason}`,
      )
    }
    this.#hasWarned = true
  }
}
