import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { problems } from '../../src/problem.ts'
import { escapePointer } from '../support/contract.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()

interface Media {
  schema: { example?: unknown; examples?: unknown[] }
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  parameters?: { name: string; description?: string }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description?: string; content?: Record<string, Media> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
}

const readDocument = async () => (await door.call('GET', '/openapi.json')).json() as Document

test('GET /openapi.json is the document that is checked in', async () => {
  const response = await door.call('GET', '/openapi.json')
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toMatch(/^application\/json/)
  expect(response.json()).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')))
  expect(response.json().openapi).toBe('3.1.0')
})

test('every operation has a name of its own, a summary and a description of each answer and parameter', async () => {
  const { paths } = await readDocument()
  const operations = Object.values(paths).flatMap(path => Object.values(path))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { operationId, summary, tags, parameters = [], responses } of operations) {
    for (const { name, description } of parameters)
      expect(description, `${operationId}: the parameter ${name}`).toBeTruthy()
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
    expect(summary, operationId).toBeTruthy()
    expect(tags, operationId).toHaveLength(1)
    for (const [status, { description }] of Object.entries(responses)) {
      expect(description, `${operationId} ${status}`).not.toBe('Default Response')
      expect(description, `${operationId} ${status}`).toBeTruthy()
    }
  }
})

test('every body and every answer without an error has an example, and each example is valid', async () => {
  const document = await readDocument()
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  const wrong: string[] = []
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { operationId, requestBody, responses }] of Object.entries(operations)) {
      const bodies = [
        { of: 'requestBody', at: ['requestBody'], content: requestBody?.content },
        ...Object.entries(responses)
          .filter(([status]) => status < '300')
          .map(([status, { content }]) => ({ of: status, at: ['responses', status], content })),
      ]
      for (const { of, at, content = {} } of bodies) {
        for (const [mediaType, media] of Object.entries(content)) {
          const what = `${operationId} ${of} ${mediaType}`
          const examples = [
            ...(media.example === undefined ? [] : [media.example]),
            ...Object.values(media.examples ?? {}).map(({ value }) => value),
            ...(media.schema.example === undefined ? [] : [media.schema.example]),
            ...(media.schema.examples ?? []),
          ]
          if (examples.length === 0) wrong.push(`${what} has no example: give its schema .meta({ examples })`)
          const pointer = ['paths', path, method, ...at, 'content', mediaType, 'schema']
          const validate = ajv.getSchema(`api#/${pointer.map(escapePointer).join('/')}`)!
          for (const example of examples)
            if (!validate(example)) wrong.push(`${what}: ${ajv.errorsText(validate.errors)}`)
        }
      }
    }
  }
  expect(wrong).toEqual([])
})

test('the document is the same in every answer, to the byte', async () => {
  const [one, other] = [await door.call('GET', '/openapi.json'), await door.call('GET', '/openapi.json')]
  expect(one.body).toBe(other.body)
  expect(one.body).toBe(JSON.stringify(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))))
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
