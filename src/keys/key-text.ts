import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const KEY_ID_LENGTH = 12
/** 62^43 > 2^256. */
const SECRET_LENGTH = 43
/** 62^6 > 2^32. */
const CHECKSUM_LENGTH = 6

const KEY = new RegExp(
  `^hea_([0-9A-Za-z]{${KEY_ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
)
const KEY_ID = new RegExp(`^[0-9A-Za-z]{${KEY_ID_LENGTH}}$`)

/** The parts of a key that are kept apart: the id is public, the secret is shown once and stored only as a hash. */
interface KeyText {
  /** The whole key as its owner sees it. */
  key: string
  keyId: string
  secret: string
}

/** A new random key: `hea_<12 id>_<43 secret><6 checksum>`, all base62. */
export function generateKeyText(): KeyText {
  const keyId = randomBase62(KEY_ID_LENGTH)
  const secret = randomBase62(SECRET_LENGTH)
  const checked = `hea_${keyId}_${secret}`
  return { key: checked + checksum(checked), keyId, secret }
}

/**
 * Reads what a caller presents as a key. The checksum turns mistyped and made-up keys away before they cost a
 * look-up; it proves nothing about who holds the key.
 */
export function parseKeyText(presented: string): KeyText | undefined {
  const parts = KEY.exec(presented)
  if (!parts) return undefined
  const [key, keyId, secret, claimed] = parts as unknown as [string, string, string, string]
  return checksum(key.slice(0, -CHECKSUM_LENGTH)) === claimed ? { key, keyId, secret } : undefined
}

/** Whether a text can be the id of a key, asked before it goes into a statement. */
export const isKeyId = (text: string): boolean => KEY_ID.test(text)

/** CRC-32 in base62, most significant digit first, padded with `0`. */
function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = ALPHABET[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 = 4 × 62: taking the remainder of a larger byte would favour the first eight characters.
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
    }
  }
  return text
}
