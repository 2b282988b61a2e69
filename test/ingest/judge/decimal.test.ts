import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPlainDecimal, readDecimal } from '../../../src/ingest/judge/decimal.ts'

const nearlyDecimal = fc.string({ unit: fc.constantFrom(...'0123456789.,+-eE '), maxLength: 20 })

test('what is told to be plain at a glance is digits with at most one point between them', () => {
  fc.assert(
    fc.property(nearlyDecimal, text => {
      expect(isPlainDecimal(text)).toBe(text.length <= 16 && /^\d+(\.\d+)?$/.test(text))
    }),
    { numRuns: 2_000 },
  )
})

test('every number is read as it is written, and is none with blanks, thousands or words in it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), value => {
      // String() writes -0 as 0.
      expect(readDecimal(String(value))).toBe(value === 0 ? 0 : value)
    }),
  )
  const texts = [
    '72',
    '72.5',
    '72,5',
    ' 72 ',
    '1e3',
    '0,125',
    '72.',
    '.5',
    '1,234',
    '1.2.3',
    '',
    '0x10',
    'NaN',
  ]
  expect(texts.map(readDecimal)).toEqual([
    72,
    72.5,
    72.5,
    72,
    1000,
    0.125,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
