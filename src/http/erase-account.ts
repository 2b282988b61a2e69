import type { Pool } from 'pg'
import type { UploadedExports } from '../ingest/apple-export/uploaded-exports.ts'
import { type Erasure, eraseUser } from '../keys/erase-user.ts'
import type { KeyVerifier } from '../keys/key-verifier.ts'
import type { LastUsed } from '../keys/last-used.ts'
import type { RateLimits } from './rate-limit.ts'

/** Longer than a key is remembered, and than it takes to check one. */
const LOOK_AGAIN_AFTER_MS = 10_000

/** Erases an account from the database and from what this process remembers. Resolves to whether there was one. */
export type EraseAccount = (erasure: Erasure) => Promise<boolean>

interface Deps {
  pool: Pool
  verifier: Pick<KeyVerifier, 'drop'>
  lastUsed: Pick<LastUsed, 'forget'>
  limits: Pick<RateLimits, 'forget'>
  uploads: Pick<UploadedExports, 'wake'>
}

/** The one way to erase over HTTP, for the owner and for an admin. */
export const accountEraser =
  ({ pool, verifier, lastUsed, limits, uploads }: Deps): EraseAccount =>
  async erasure => {
    const keyIds = await eraseUser(pool, erasure)
    if (!keyIds) return false
    for (const keyId of keyIds) {
      verifier.drop(keyId)
      lastUsed.forget(keyId)
    }
    // Files that waited for their import go too.
    uploads.wake()
    await limits.forget(keyIds)
    // Another instance may have been about to count a request when the message came that the keys are gone.
    setTimeout(() => void limits.forget(keyIds), LOOK_AGAIN_AFTER_MS).unref()
    return true
  }
