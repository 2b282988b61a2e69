import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateKeyText, isKeyId, parseKeyText } from '../../src/keys/key-text.ts'

const base62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']

test('a key is hea_, 12 characters of id, 43 of secret and 6 of checksum, and reads back as its parts', () => {
  const issued = generateKeyText()
  expect(issued.key).toMatch(/^hea_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/)
  expect(issued.key.startsWith(`hea_${issued.keyId}_${issued.secret}`)).toBe(true)
  expect(parseKeyText(issued.key)).toEqual(issued)
})

test('the checksum is CRC-32 in base62 over everything before it', () => {
  // Worked out apart from this code, with Python's zlib: CRC-32 is 2039360919, in base62 digits 2, 14, 0, 58, 58, 3.
  const key = `hea_AAAAAAAAAAAA_${'a'.repeat(43)}`
  expect(parseKeyText(`${key}2E0ww3`)?.keyId).toBe('AAAAAAAAAAAA')
})

test('one changed character makes it no key', () => {
  const { key } = generateKeyText()
  fc.assert(
    fc.property(fc.nat(key.length - 1), fc.constantFrom(...base62, '_', '-', ' '), (at, character) => {
      fc.pre(key[at] !== character)
      expect(parseKeyText(key.slice(0, at) + character + key.slice(at + 1))).toBeUndefined()
    }),
  )
})

test('a text of another form is no key, whatever is in it', () => {
  const { key } = generateKeyText()
  const others = [
    '',
    'hea_',
    key.slice(1),
    `${key}0`,
    ` ${key}`,
    `${key}\n`,
    key.replace('hea_', 'HEA_'),
    `${key}\u0000`,
  ]
  expect(others.filter(parseKeyText)).toEqual([])
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => parseKeyText(text) === undefined))
})

test('every character of the alphabet comes equally often', () => {
  const counts = new Map(base62.map(character => [character, 0]))
  for (let key = 0; key < 4000; key++) {
    for (const character of generateKeyText().secret) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  // 172,000 characters: 2,774 of each, give or take 52. Taking a byte's remainder would give the first eight 3,359.
  expect([...counts.keys()]).toEqual(base62)
  expect(Math.min(...counts.values())).toBeGreaterThan(2774 - 7 * 53)
  expect(Math.max(...counts.values())).toBeLessThan(2774 + 7 * 53)
})

test('a key id is told from anything else', () => {
  expect([generateKeyText().keyId, 'short', 'AAAAAAAAAAAA!', 'AAAAAAAAAAA\u0000'].map(isKeyId)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
