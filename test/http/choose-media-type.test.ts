import { expect, test } from 'vitest'
import { chooseMediaType } from '../../src/http/choose-media-type.ts'

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV; charset=utf-8', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['text/csv, */*', 'text/csv'],
  ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
  ['text/csv;q=0.5, application/x-ndjson', 'application/x-ndjson'],
  ['text/csv;q=0.5, */*;q=0.8', 'application/json'],
  ['*/*, application/json;q=0', 'text/csv'],
  ['text/csv;q=0', 'application/json'],
  ['text/csv;q=many', 'application/json'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
  ['image/png', 'application/json'],
  [';;,,q', 'application/json'],
])('Accept: %s is answered with %s', (accept, answered) => {
  expect(chooseMediaType(accept, ['application/json', 'text/csv', 'application/x-ndjson'])).toBe(answered)
})
