import { decodeBody } from '../ingest/parse/decode-body.ts'
import { Problem } from '../problem.ts'
import { ByteBudget, type Share } from './byte-budget.ts'

const MIB = 1_048_576
/** Whatever its length, a request has its own objects and the buffers of its connection. */
const LEAST_BYTES = 65_536
/** What phones send by themselves is below this; what is not, is large. */
export const SMALL_BODY_BYTES = 4 * MIB
/** Of all small bodies at one time. */
const SMALL_ROOM_BYTES = 64 * MIB
/** Of those of one account, so that no account keeps the others out with a few that hardly move. */
const SMALL_ROOM_OF_USER_BYTES = SMALL_ROOM_BYTES / 2
/** By which the share of a body without a length grows. */
const STEP_BYTES = 8 * MIB
/** How much more is allowed when a body turns out to be larger when it is decoded. */
const NEXT_DECODING = 8
/** A phone gives up after a minute without an answer. This leaves it the time to hear that it should come back. */
const MAX_WAIT_MS = 45_000
/** What is taken in at the least. What would wait longer than anybody may need not begin to. */
const BYTES_PER_SECOND = 20_000_000

/** What is known about a body before its first byte. */
interface Announced {
  userId: string
  /** Undefined where the client does not say. */
  length: number | undefined
  isEncoded: boolean
  /** Emits `close` when the client is gone, unless all of the body has come before. */
  request: NonNullable<Parameters<ByteBudget['take']>[1]>['giveUpWhen']
}

/**
 * The memory for the bodies that are here at one time. What a body needs is taken before it is there, in one order:
 * room for small ones, the turn of those without a length, room for large ones, room for what was decoded. Only who has
 * the turn takes twice from the same, so that nobody waits for somebody who waits for them. See docs/decisions/back-pressure.md.
 */
export class BodyRoom {
  readonly #small = budget(SMALL_ROOM_BYTES)
  readonly #turn = budget(1)
  readonly #large: ByteBudget
  readonly #decoded: ByteBudget
  /** What each account has of the room for small bodies, or waits for. */
  readonly #smallOfUser = new Map<string, number>()

  /** @param maxBodyBytes the largest body, as sent and decoded */
  constructor(maxBodyBytes: number) {
    this.#large = budget(maxBodyBytes + SMALL_BODY_BYTES)
    this.#decoded = budget(maxBodyBytes)
  }

  get heldBytes(): number {
    return this.#small.heldBytes + this.#large.heldBytes + this.#decoded.heldBytes
  }

  get waitingBytes(): number {
    return this.#small.waitingBytes + this.#large.waitingBytes + this.#decoded.waitingBytes
  }

  /**
   * Takes the room for a body that is to be read: of its length, and of a small one where nobody knows how long it is,
   * or how long when it is decoded.
   * @throws {Problem} overloaded; invalid_request when the client goes away meanwhile
   */
  async enter({ userId, length, isEncoded, request }: Announced): Promise<BodyPlace> {
    const known = length ?? SMALL_BODY_BYTES
    const bytes = Math.max(known, LEAST_BYTES) + (isEncoded ? SMALL_BODY_BYTES : 0)
    const budgets = { turn: this.#turn, large: this.#large, decoded: this.#decoded }
    if (known > SMALL_BODY_BYTES) {
      return new BodyPlace(await this.#large.take(bytes, { giveUpWhen: request }), budgets)
    }
    const giveBack = this.#charge(userId, bytes)
    try {
      return new BodyPlace(await this.#small.take(bytes, { giveUpWhen: request }), budgets, giveBack)
    } catch (error) {
      giveBack()
      throw error
    }
  }

  /** @returns what gives it back */
  #charge(userId: string, bytes: number): () => void {
    const held = this.#smallOfUser.get(userId) ?? 0
    if (held + bytes > SMALL_ROOM_OF_USER_BYTES) {
      throw new Problem('overloaded', 'Other bodies of this account are being taken in: send this one again')
    }
    this.#smallOfUser.set(userId, held + bytes)
    return () => {
      const left = this.#smallOfUser.get(userId)! - bytes
      if (left > 0) this.#smallOfUser.set(userId, left)
      else this.#smallOfUser.delete(userId)
    }
  }

  /** Sends away whoever waits for room with a body that nothing is read of. */
  close(): void {
    this.#small.close()
    this.#large.close()
  }
}

/** The room that one body has. */
export class BodyPlace {
  readonly #shares: Share[]
  readonly #budgets: { turn: ByteBudget; large: ByteBudget; decoded: ByteBudget }
  readonly #onLeave: () => void
  #hasLeft = false
  #grownBytes = SMALL_BODY_BYTES

  constructor(
    share: Share,
    budgets: { turn: ByteBudget; large: ByteBudget; decoded: ByteBudget },
    onLeave = () => {},
  ) {
    this.#shares = [share]
    this.#budgets = budgets
    this.#onLeave = onLeave
  }

  /**
   * Makes room for that many bytes, for a body that entered without a length.
   * @param maxBytes it never becomes larger
   * @throws {Problem} as `BodyRoom.enter`
   */
  async growTo(bytes: number, maxBytes: number, request: Announced['request']): Promise<void> {
    const { turn, large } = this.#budgets
    if (bytes > SMALL_BODY_BYTES && this.#grownBytes === SMALL_BODY_BYTES) {
      this.#shares.push(await turn.take(1, { giveUpWhen: request }))
    }
    while (this.#grownBytes < bytes) {
      const step = Math.min(STEP_BYTES, maxBytes - this.#grownBytes)
      this.#shares.push(await large.take(step, { giveUpWhen: request, goesFirst: true }))
      this.#grownBytes += step
    }
  }

  /**
   * As `decodeBody`, within the room that was taken for a small body, else within more. How long a body is when it is
   * decoded nobody knows before, so that it is decoded anew each time that it turns out to be longer.
   * @throws {Problem} those of decodeBody, and overloaded
   */
  async decode(sent: Buffer, contentEncoding: string | null, maxBytes: number): Promise<Buffer> {
    for (let limit = SMALL_BODY_BYTES; limit < maxBytes; limit *= NEXT_DECODING) {
      const decoded = await this.#decodeBelow(limit, sent, contentEncoding)
      if (decoded) return decoded
    }
    return this.#decodeWithin(maxBytes, sent, contentEncoding)
  }

  /** Gives back all of it. */
  leave(): void {
    for (const share of this.#shares.splice(0)) share.shrinkTo(0)
    if (!this.#hasLeft) this.#onLeave()
    this.#hasLeft = true
  }

  async #decodeBelow(limit: number, sent: Buffer, encoding: string | null): Promise<Buffer | undefined> {
    try {
      return await this.#decodeWithin(limit, sent, encoding)
    } catch (error) {
      if (error instanceof Problem && error.code === 'body_too_large') return undefined
      throw error
    }
  }

  async #decodeWithin(limit: number, sent: Buffer, encoding: string | null): Promise<Buffer> {
    const share = limit > SMALL_BODY_BYTES ? await this.#budgets.decoded.take(limit) : undefined
    let keptBytes = 0
    try {
      const decoded = await decodeBody(sent, encoding, limit)
      keptBytes = decoded.length
      if (share) this.#shares.push(share)
      return decoded
    } finally {
      share?.shrinkTo(keptBytes)
    }
  }
}

const budget = (bytes: number) =>
  new ByteBudget({
    bytes,
    maxWaitMs: MAX_WAIT_MS,
    waitingBytes: (MAX_WAIT_MS / 1_000) * BYTES_PER_SECOND,
  })
