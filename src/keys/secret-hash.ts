import { hash, verify } from '@node-rs/argon2'

// OWASP's minimum for Argon2id, which is the library's default algorithm. The secret has 256 random bits, so that
// nothing would be gained by paying more for each request.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The Argon2id hash of a key's secret in PHC form; about 10 ms of one core. */
export const hashSecret = (secret: string): Promise<string> => hash(secret, cost)

/** Whether the secret is the one that was hashed; about 10 ms of one core. */
export const secretMatches = (keyHash: string, secret: string): Promise<boolean> => verify(keyHash, secret)
