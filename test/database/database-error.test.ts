import { expect, test } from 'vitest'
import {
  isDatabaseUnavailable,
  isDataError,
  isTransactionConflict,
  isUniqueViolation,
} from '../../src/database/database-error.ts'

const verdict = (error: unknown) => ({
  unavailable: isDatabaseUnavailable(error),
  data: isDataError(error),
  unique: isUniqueViolation(error),
  conflict: isTransactionConflict(error),
})
const nothing = { unavailable: false, data: false, unique: false, conflict: false }
const unavailable = { ...nothing, unavailable: true }

test.each([
  ['08006', unavailable],
  ['53100', unavailable],
  ['53300', unavailable],
  ['57P01', unavailable],
  ['57P03', unavailable],
  ['57014', unavailable],
  ['55P03', unavailable],
  ['25P03', unavailable],
  ['40P01', { ...unavailable, conflict: true }],
  ['40001', { ...unavailable, conflict: true }],
  ['ECONNRESET', unavailable],
  ['ECONNREFUSED', unavailable],
  ['EPIPE', unavailable],
  ['ETIMEDOUT', unavailable],
  ['22003', { ...nothing, data: true }],
  ['22P05', { ...nothing, data: true }],
  ['23502', { ...nothing, data: true }],
  ['23514', { ...nothing, data: true }],
  ['23505', { ...nothing, unique: true }],
  ['42601', nothing],
  ['57P', nothing],
  ['ENOENT', nothing],
  ['0x0853', nothing],
])('code %s', (code, expected) => {
  expect(verdict(Object.assign(new Error('words'), { code }))).toEqual(expected)
})

test.each([
  ['Connection terminated', true],
  ['Connection terminated unexpectedly', true],
  ['Connection terminated due to connection timeout', true],
  ['timeout expired', true],
  ['timeout exceeded when trying to connect', true],
  ['Query read timeout', true],
  ['Client has encountered a connection error and is not queryable', true],
  ['Client was closed and is not queryable', true],
  ['Cannot read properties of undefined', false],
  ['the timeout expired long ago', false],
])('driver message "%s"', (message, expected) => {
  expect(verdict(new Error(message))).toEqual({ ...nothing, unavailable: expected })
})

test('what is no error is no verdict', () => {
  expect(verdict({ code: '57P01' })).toEqual(nothing)
  expect(verdict(undefined)).toEqual(nothing)
})
