import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problems } from '../../src/problem.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  responses: Record<string, { description?: string }>
}

test('GET /openapi.json is the document that is checked in', async () => {
  const response = await door.call('GET', '/openapi.json')
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toMatch(/^application\/json/)
  expect(response.json()).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')))
  expect(response.json().openapi).toBe('3.1.0')
})

test('every operation has a name of its own, a summary and a description of each answer', async () => {
  const { paths } = (await door.call('GET', '/openapi.json')).json() as {
    paths: Record<string, Record<string, Operation>>
  }
  const operations = Object.values(paths).flatMap(path => Object.values(path))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { operationId, summary, tags, responses } of operations) {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
    expect(summary, operationId).toBeTruthy()
    expect(tags, operationId).toHaveLength(1)
    for (const [status, { description }] of Object.entries(responses)) {
      expect(description, `${operationId} ${status}`).not.toBe('Default Response')
      expect(description, `${operationId} ${status}`).toBeTruthy()
    }
  }
})

test('a problem’s codes in the document are the closed list', async () => {
  const { components } = (await door.call('GET', '/openapi.json')).json()
  expect(components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems))
})

test('the document has no fault or warning that Redocly knows of', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/@redocly/cli/bin/cli.js', 'lint', 'docs/openapi.json', '--format', 'json'],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 }, problems: [] })
})
