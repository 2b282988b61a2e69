import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, normaliseSource, readText, stableJson } from '../../../src/ingest/judge/text.ts'

describe('a text of a client', () => {
  test.each([undefined, null, ''])('%o is no text at all', value => {
    expect(readText(value, 10)).toEqual({ ok: true, text: null })
  })

  test.each([
    ['Watch', 'Watch'],
    [' ', ' '],
    ['Uhr ⌚️', 'Uhr ⌚️'],
    [0, '0'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [false, 'false'],
  ])('%o is kept as %o', (value, text) => {
    expect(readText(value, 10)).toEqual({ ok: true, text })
  })

  test.each([
    ['a\0b', 'holds the character U+0000'],
    ['a\ud800b', 'holds half of a surrogate pair'],
    ['\udc00', 'holds half of a surrogate pair'],
    ['12345678901', 'is longer than 10 characters'],
    [12_345_678_901, 'is longer than 10 characters'],
    [{}, 'is not text'],
    [[], 'is not text'],
    [Number.POSITIVE_INFINITY, 'is not text'],
  ])('%o is refused', (value, reason) => {
    expect(readText(value, 10)).toEqual({ ok: false, reason })
  })

  test('a text of exactly the longest length is taken', () => {
    expect(readText('1234567890', 10)).toEqual({ ok: true, text: '1234567890' })
  })
})

describe('sources that are the same are spelled the same', () => {
  test.each([
    ['Apple Watch', 'Apple Watch'],
    ['', ''],
    ['Anna\u2019s Apple\u00a0Watch', "Anna's Apple Watch"],
    ['Anna\u2019s Apple\u202fWatch', "Anna's Apple Watch"],
    ['  Apple   Watch ', 'Apple Watch'],
    ['Apple\tWatch', 'Apple Watch'],
    ['Zoe\u0308', 'Zoë'],
    ['iPhone|Watch', 'Watch|iPhone'],
    ['Watch|iPhone', 'Watch|iPhone'],
    ['Watch | iPhone|Watch', 'Watch|iPhone'],
    ['Watch|', 'Watch'],
    ['|', ''],
    ['\u00a0', ''],
    ['Home – Hub', 'Home – Hub'],
  ])('%o is %o', (written, normal) => {
    expect(normaliseSource(written)).toBe(normal)
  })

  const source = fc.array(
    fc.constantFrom('a', 'B', ' ', '|', "'", '\u2019', '\u00a0', '\u202f', 'e', '\u0301', '\t', 'é', '⌚'),
    { maxLength: 12 },
  )

  test('normalising again changes nothing', () => {
    fc.assert(
      fc.property(source, characters => {
        const normal = normaliseSource(characters.join(''))
        expect(normaliseSource(normal)).toBe(normal)
      }),
      { numRuns: 3000 },
    )
  })

  test('the order of the parts means nothing', () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 4 }), parts => {
        const written = parts.map(characters => characters.join(''))
        expect(normaliseSource(written.toReversed().join('|'))).toBe(normaliseSource(written.join('|')))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the canonical text of a detail', () => {
  test('does not depend on the order of keys, at any level', () => {
    const written = JSON.parse('{"b": [1, {"y": null, "x": "é\\n"}], "a": {"d": true, "c": -0}}')
    expect(canonicalJson(written)).toEqual({
      ok: true,
      text: '{"a":{"c":0,"d":true},"b":[1,{"x":"é\\n","y":null}]}',
    })
  })

  test('keeps __proto__ and constructor as the plain keys they were', () => {
    const written = JSON.parse('{"constructor": {"prototype": 1}, "__proto__": {"x": 1}}')
    expect(canonicalJson(written)).toEqual({
      ok: true,
      text: '{"__proto__":{"x":1},"constructor":{"prototype":1}}',
    })
  })

  test('leaves out what is undefined', () => {
    expect(canonicalJson({ unit: undefined, value: 1 })).toEqual({ ok: true, text: '{"value":1}' })
  })

  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

  test('goes as deep as the limit and no deeper', () => {
    expect(canonicalJson(nested(32))).toEqual({ ok: true, text: `${'['.repeat(32)}${']'.repeat(32)}` })
    expect(canonicalJson(nested(33))).toEqual({
      ok: false,
      code: 'too_deep',
      reason: 'the detail is nested deeper than 32 levels',
    })
    expect(canonicalJson({ a: { b: 1 } }, { maxDepth: 1 }).ok).toBe(false)
  })

  test('100,000 levels are refused without overflowing the stack', () => {
    expect(canonicalJson({ metadata: nested(100_000) })).toMatchObject({ ok: false, code: 'too_deep' })
  })

  test.each([
    ['1e400', '{"a": [1e400]}', 'not_a_number', 'the detail holds a number that is not finite'],
    ['U+0000', '{"a": "x\\u0000"}', 'invalid_text', 'a text in the detail holds the character U+0000'],
    ['U+0000 in a key', '{"\\u0000": 1}', 'invalid_text', 'a text in the detail holds the character U+0000'],
    [
      'a lone surrogate',
      '["\\ud800"]',
      'invalid_text',
      'a text in the detail holds half of a surrogate pair',
    ],
    ['one in a key', '{"\\udfff":1}', 'invalid_text', 'a text in the detail holds half of a surrogate pair'],
  ])('%s is refused', (_name, json, code, reason) => {
    expect(canonicalJson(JSON.parse(json))).toEqual({ ok: false, code, reason })
  })

  test('what JSON cannot say is refused', () => {
    const flaw = { ok: false, code: 'invalid_shape', reason: 'the detail holds what is not JSON' }
    expect(canonicalJson({ a: 1n })).toEqual(flaw)
    expect(canonicalJson({ a: () => 1 })).toEqual(flaw)
  })

  test('a limit counts bytes of UTF-8', () => {
    expect(canonicalJson('é', { maxBytes: 4 })).toEqual({ ok: true, text: '"é"' })
    expect(canonicalJson('é', { maxBytes: 3 })).toEqual({
      ok: false,
      code: 'invalid_shape',
      reason: 'the detail is larger than 3 bytes',
    })
  })

  test('parses back to the value it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        const result = canonicalJson(value)
        expect(result.ok && JSON.parse(result.text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('is the same for the same value with its keys in another order', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, entry]) => [key, reversed(entry)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        expect(stableJson(reversed(value))).toBe(stableJson(value))
      }),
    )
  })
})

test('a detail of more values than anything has is refused without being walked to its end', () => {
  const many = Object.fromEntries(Array.from({ length: 250_001 }, (_, index) => [`k${index}`, 1]))
  expect(canonicalJson(many)).toEqual({
    ok: false,
    code: 'invalid_shape',
    reason: 'the detail holds more than 250000 values',
  })
})
