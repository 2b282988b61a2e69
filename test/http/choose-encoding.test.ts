import { expect, test } from 'vitest'
import { chooseEncoding } from '../../src/http/choose-encoding.ts'

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['GZIP;Q=0.5', 'gzip'],
  ['x-gzip', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['gzip;q=0', undefined],
  ['gzip;q=0.5, identity', undefined],
  ['gzip, identity;q=0.5', 'gzip'],
  ['gzip, identity', 'gzip'],
  ['deflate, compress', undefined],
  ['gzip;q=nonsense', undefined],
  ['br; foo=1 ; q = 0.2, gzip; q=0.1', 'br'],
])('of br and gzip, %o gets %o', (accept, chosen) => {
  expect(chooseEncoding(accept, ['br', 'gzip'])).toBe(chosen)
})
