import { createHash, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { Argon2Queue } from './argon2-queue.ts'
import { KeyChangeListener } from './key-change-listener.ts'
import { parseKeyText } from './key-text.ts'
import type { Log } from './log.ts'
import type { Scope } from './scope.ts'
import { secretMatches } from './secret-hash.ts'

/** A change of a key is told at once; this bounds how long one that nobody told of stays unseen. */
const CACHE_TTL_MS = 5_000
const CACHE_MAX_KEYS = 10_000

/** Who calls, proven by a key. */
export interface Caller {
  userId: string
  keyId: string
  scopes: readonly Scope[]
}

interface StoredKey {
  userId: string
  keyHash: string
  scopes: Scope[]
  /** By the database's clock; null: never. */
  expiresInMs: number | null
}

interface Verified {
  /** SHA-256 of the whole key. */
  digest: Buffer
  caller: Caller
  /** On the scale of `performance.now()`. */
  untilMs: number
}

/** Says whose key a presented text is, at the cost of Argon2 only when that cannot be avoided. */
export class KeyVerifier {
  readonly #pool: Pool
  readonly #argon2 = new Argon2Queue({ concurrency: 2, length: 32 })
  /** By key id: a key has one secret, so that any other text with this id is known to be wrong. */
  readonly #verified = new LRUCache<string, Verified>({ max: CACHE_MAX_KEYS })
  /**
   * What Argon2 has found to be equal: that a text has the secret of a hash stays true, whatever becomes of the key. So a phone that
   * sends every few minutes is looked up each time, and pays for Argon2 once.
   */
  readonly #proven = new LRUCache<string, true>({ max: CACHE_MAX_KEYS })
  /** Argon2 under way, by what is compared with what. */
  readonly #comparing = new Map<string, Promise<boolean>>()
  #listener: KeyChangeListener | undefined
  #isListening = false
  /** Counts what may have changed a key: what was read before the last of it must not be remembered after it. */
  #generation = 0

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  /** @param databaseUrl for a connection of its own that hears of changed keys; while it cannot, nothing is cached */
  static async open({
    pool,
    databaseUrl,
    log,
  }: {
    pool: Pool
    databaseUrl: string
    log?: Log | undefined
  }): Promise<KeyVerifier> {
    const verifier = new KeyVerifier(pool)
    const handlers = {
      onListening: () => verifier.#forgetAll(true),
      onGap: () => verifier.#forgetAll(false),
      onChange: (keyId: string) => verifier.drop(keyId),
    }
    verifier.#listener = await KeyChangeListener.open(databaseUrl, handlers, log)
    return verifier
  }

  /**
   * Undefined for every text that is no working key, whatever is wrong with it: malformed, unknown, wrong, expired or
   * revoked.
   * @param allowSlow is asked just before Argon2 would run, which somebody who guesses can make happen; when it says
   *   no, the answer is undefined
   * @throws {Problem} overloaded when too many keys are being checked
   * @throws PostgreSQL's error when the key cannot be looked up
   */
  async verify(
    presented: string,
    allowSlow: () => Promise<boolean> | boolean = () => true,
  ): Promise<Caller | undefined> {
    const parts = parseKeyText(presented)
    if (!parts) return undefined
    const { keyId, secret } = parts
    const digest = createHash('sha256').update(presented).digest()
    const verified = this.#verified.get(keyId)
    if (verified && performance.now() < verified.untilMs) {
      return timingSafeEqual(verified.digest, digest) ? verified.caller : undefined
    }

    const generation = this.#generation
    const readAtMs = performance.now()
    const stored = await findKey(this.#pool, keyId)
    if (!stored || !(await this.#compare(stored.keyHash, secret, digest, allowSlow))) return undefined
    const expiresAtMs = readAtMs + (stored.expiresInMs ?? Number.POSITIVE_INFINITY)
    if (expiresAtMs <= performance.now()) return undefined
    const caller = Object.freeze({ userId: stored.userId, keyId, scopes: Object.freeze(stored.scopes) })
    if (this.#isListening && generation === this.#generation) {
      const untilMs = Math.min(readAtMs + CACHE_TTL_MS, expiresAtMs)
      this.#verified.set(keyId, { digest, caller, untilMs })
    }
    return caller
  }

  /** For whoever changed a key in this process, and cannot wait the moment until PostgreSQL tells. */
  drop(keyId: string): void {
    this.#generation++
    this.#verified.delete(keyId)
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  #forgetAll(isListening: boolean): void {
    this.#isListening = isListening
    this.#generation++
    this.#verified.clear()
  }

  /** Who asks the same at the same time shares one answer. Only this is shared: each asks the database for itself. */
  async #compare(
    keyHash: string,
    secret: string,
    digest: Buffer,
    allowSlow: () => Promise<boolean> | boolean,
  ): Promise<boolean> {
    const question = keyHash + digest.toString('base64')
    if (this.#proven.get(question)) return true
    if (!this.#comparing.has(question) && !(await allowSlow())) return false
    const underWay = this.#comparing.get(question)
    if (underWay) return underWay
    const answer = this.#argon2
      .run(() => secretMatches(keyHash, secret))
      .then(matches => {
        if (matches) this.#proven.set(question, true)
        return matches
      })
      .finally(() => this.#comparing.delete(question))
    this.#comparing.set(question, answer)
    return answer
  }
}

async function findKey(pool: Pool, keyId: string): Promise<StoredKey | undefined> {
  const { rows } = await pool.query<StoredKey>(
    `select user_id as "userId", key_hash as "keyHash", scopes,
       (extract(epoch from expires_at - clock_timestamp()) * 1000)::float8 as "expiresInMs"
     from api_keys
     where key_id = $1 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`,
    [keyId],
  )
  return rows[0]
}
