import type { EventEmitter } from 'node:events'
import { Problem } from '../problem.ts'

/** Seconds after which a place has come free, where the queue moves at all. */
const RETRY_AFTER_SECONDS = 30

interface Limits {
  /** Of all shares together. */
  bytes: number
  maxWaitMs: number
  /** What may wait: who would come after that many bytes would wait in vain. */
  waitingBytes: number
}

interface Wish {
  /** Once; it is called when nothing is waited for any more. */
  giveUpWhen?: Pick<EventEmitter, 'once' | 'off'> | undefined
  /** For who has a share already, and gives it back only when it gets the rest. */
  goesFirst?: boolean
}

interface Waiting {
  bytes: number
  enter(share: Share): void
  refuse(problem: Problem): void
}

/** Bytes that somebody holds. */
export class Share {
  #bytes: number
  readonly #release: (bytes: number) => void

  constructor(bytes: number, release: (bytes: number) => void) {
    this.#bytes = bytes
    this.#release = release
  }

  /** Gives back all but that many bytes; what is less already stays as it is. */
  shrinkTo(bytes: number): void {
    const rest = this.#bytes - bytes
    if (rest <= 0) return
    this.#bytes = bytes
    this.#release(rest)
  }
}

/**
 * So many bytes and no more, in shares that are taken and given back. Who finds no room waits in line: first come,
 * first served, whatever the size, so that a large share does not wait for ever behind small ones.
 */
export class ByteBudget {
  readonly #limits: Limits
  readonly #first = new Set<Waiting>()
  readonly #queue = new Set<Waiting>()
  #heldBytes = 0
  #waitingBytes = 0
  #isClosing = false

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /**
   * @throws {Problem} overloaded: at once when too much waits already, or when the share does not come in time;
   *   invalid_request for who gave up, which nobody is told any more
   */
  async take(bytes: number, wish: Wish = {}): Promise<Share> {
    if (bytes > this.#limits.bytes) throw new RangeError('No budget has a share that is larger than itself')
    const line = wish.goesFirst ? this.#first : this.#queue
    const isInTurn = this.#first.size === 0 && (wish.goesFirst || this.#queue.size === 0)
    if (isInTurn && this.#hasRoom(bytes)) return this.#hold(bytes)
    if (!wish.goesFirst) this.#refuseInVain(bytes)
    return this.#wait(bytes, line, wish.giveUpWhen)
  }

  /** Sends away who waits in line, and who would have to: nothing of theirs is read yet. Who goes first may go on. */
  close(): void {
    this.#isClosing = true
    for (const waiting of this.#queue) waiting.refuse(stopping())
  }

  #wait(bytes: number, line: Set<Waiting>, giveUpWhen: Wish['giveUpWhen']): Promise<Share> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        giveUpWhen?.off('close', giveUp)
        line.delete(waiting)
        this.#waitingBytes -= bytes
      }
      const waiting: Waiting = {
        bytes,
        enter(share) {
          leave()
          resolve(share)
        },
        refuse: problem => {
          leave()
          reject(problem)
          // Behind one that was too large there may be one that is not.
          this.#admit()
        },
      }
      const giveUp = () =>
        waiting.refuse(new Problem('invalid_request', 'The connection ended before the body did'))
      const timer = setTimeout(() => waiting.refuse(fullHouse()), this.#limits.maxWaitMs)
      giveUpWhen?.once('close', giveUp)
      line.add(waiting)
      this.#waitingBytes += bytes
    })
  }

  #refuseInVain(bytes: number): void {
    if (this.#isClosing) throw stopping()
    if (this.#waitingBytes + bytes > this.#limits.waitingBytes) throw fullHouse()
  }

  #hasRoom(bytes: number): boolean {
    return this.#heldBytes + bytes <= this.#limits.bytes
  }

  #hold(bytes: number): Share {
    this.#heldBytes += bytes
    return new Share(bytes, released => {
      this.#heldBytes -= released
      this.#admit()
    })
  }

  #admit(): void {
    for (const line of [this.#first, this.#queue]) {
      for (const waiting of line) {
        if (!this.#hasRoom(waiting.bytes)) return
        waiting.enter(this.#hold(waiting.bytes))
      }
    }
  }
}

const fullHouse = () =>
  new Problem('overloaded', 'Too many bodies are being taken in: send this one again', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  })

const stopping = () => new Problem('overloaded', 'The service is stopping; send the same request again')
