import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/** `hes` is what a browser holds while it is signed in, `hel` stands in a link that signs in once. */
type TokenKind = 'hes' | 'hel'

const SECRET_BYTES = 32
const UUID_BYTES = 16

/** The parts of a token: whose and which it is, so that its row is found, and what is kept in place of it. */
interface TokenText {
  /** The whole token, as it is shown once: its kind, `_`, and 86 characters of base64url. */
  text: string
  userId: string
  id: string
  /** SHA-256 of the text. */
  hash: Buffer
}

/** A new random token with an id in the order of time. */
export function generateToken(kind: TokenKind, userId: string): TokenText {
  const id = uuidv7()
  const bytes = Buffer.concat([bytesOf(userId), bytesOf(id), randomBytes(SECRET_BYTES)])
  const text = `${kind}_${bytes.toString('base64url')}`
  return { text, userId, id, hash: hashOf(text) }
}

/** Reads what somebody presents as a token. Undefined for what cannot be one of this kind. */
export function parseToken(kind: TokenKind, presented: string): TokenText | undefined {
  if (!new RegExp(`^${kind}_[\\w-]{86}$`).test(presented)) return undefined
  const bytes = Buffer.from(presented.slice(kind.length + 1), 'base64url')
  const [userId, id] = [uuidOf(bytes), uuidOf(bytes.subarray(UUID_BYTES))]
  return { text: presented, userId, id, hash: hashOf(presented) }
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')

/** Any sixteen bytes are one for PostgreSQL. */
const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex', 0, UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
