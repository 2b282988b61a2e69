import { expect, test } from 'vitest'
import { errorForLog } from '../../src/http/request-log.ts'

test('an error is logged by class, code and place, without a word of its message', () => {
  // As a parser may quote a body whose lines look like those of a stack.
  const quoting = new SyntaxError('Unexpected token in "{\n    at SENTINEL (x.ts:1:1)"')
  const error = Object.assign(new TypeError('SENTINEL'), {
    code: '22P02',
    detail: 'SENTINEL',
    cause: quoting,
  })
  const logged = errorForLog(error)
  expect(logged).toEqual({
    type: 'TypeError',
    code: '22P02',
    stack: expect.stringMatching(/^ +at .*request-log\.test\.ts:\d+:\d+/),
    cause: {
      type: 'SyntaxError',
      stack: expect.stringMatching(/^ +at .*request-log\.test\.ts:\d+:\d+/),
    },
  })
  expect(JSON.stringify(logged)).not.toContain('SENTINEL')
  expect(errorForLog('SENTINEL')).toEqual({ type: 'string' })
})
