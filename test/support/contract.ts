import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { MAX_PARAM_LENGTH } from '../../src/http/server.ts'
import { expectAllAccounted } from './accounting.ts'

interface DocumentedHeader {
  required?: boolean
  schema: { type: string }
}

interface Documented {
  headers?: Record<string, DocumentedHeader | { $ref: string }>
  content?: Record<string, { schema: object }>
}

/** The parts of an OpenAPI document that an answer is held against. */
export interface ApiDocument {
  components: { headers: Record<string, DocumentedHeader> }
  paths: Record<string, Record<string, { responses: Record<string, Documented> }>>
}

type Headers = Exchange['response']['headers']

export interface Exchange {
  method: string
  /** As it was asked for, with its query. */
  url: string
  response: Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'body'>
}

/** Pages that are served and not described: they are for people. */
const undescribed = /^\/((docs|assets)(\/.*)?|openapi\.json)?$/

/** Headers that say something of an answer, and so have to be documented where they are sent. */
const telling =
  /^(x-.*|ratelimit.*|retry-after|location|content-disposition|www-authenticate|preference-applied|link|etag)$/

/** What every answer tells a browser, whatever it holds: helmet's. */
const ofEveryAnswer = new Set([
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
])

/** Holds answers against what the document promises of them. */
export class Contract {
  readonly #document: ApiDocument
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  readonly #templates: { template: string; pattern: RegExp }[]

  constructor(document: ApiDocument) {
    this.#document = document
    addFormats.default(this.#ajv)
    this.#ajv.addSchema(document, 'api')
    this.#templates = Object.keys(document.paths).map(template => ({
      template,
      pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
  }

  /** Fails the running test when the answer is not a documented one. */
  check({ method, url, response }: Exchange): void {
    const { statusCode: status, headers } = response
    const path = url.replace(/\?.*/s, '')
    const answered = `${method} ${path} answered ${status}`
    expect(headers['x-request-id'], `${answered}: x-request-id`).toMatch(/^[\w.-]{1,64}$/)
    // The catalogue alone holds nothing of anybody.
    const mayKeep = path === '/v1/catalogue' && (status === 200 || status === 304)
    if (path.startsWith('/v1/')) {
      expect(headers['cache-control'], `${answered}: cache-control`).toBe(
        mayKeep ? 'private, no-cache' : 'no-store',
      )
    }
    const mediaType = String(headers['content-type'] ?? '').split(';')[0]
    if (mediaType === 'application/problem+json') this.#checkProblem(answered, response)

    const template = isRouted(path)
      ? this.#templates.find(({ pattern }) => pattern.test(path))?.template
      : undefined
    const operation = template && this.#document.paths[template]?.[method.toLowerCase()]
    if (!template || !operation) {
      if (!template && undescribed.test(path) && status < 400) return
      // What is not in the document: an unknown path, or a method that the path does not take.
      expect([400, 404, 405], answered).toContain(status)
      expect(mediaType, answered).toBe('application/problem+json')
      if (status === 405) expect(headers.allow, `${answered}: allow`).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
      return
    }
    const documented = operation.responses[status]
    expect(documented, `${answered}, which is not documented`).toBeDefined()
    this.#checkHeaders(answered, documented!, headers)
    const content = documented?.content
    if (!content) {
      expect(response.body, `${answered}: documented without a body`).toBe('')
      return
    }
    // A payload is answered with the content-type that it came with, whatever that was.
    if (template.endsWith('/payload') && status === 200) return
    expect(Object.keys(content), `${answered}: content-type`).toContain(mediaType)
    this.#checkBody(answered, ['paths', template, method.toLowerCase(), 'responses', `${status}`], response)
  }

  #checkHeaders(answered: string, documented: Documented, headers: Headers): void {
    const entries = Object.entries(documented.headers ?? {}).map(([name, header]) => [
      name.toLowerCase(),
      '$ref' in header ? this.#document.components.headers[header.$ref.split('/').at(-1)!]! : header,
    ]) as [string, DocumentedHeader][]
    for (const [name, { required, schema }] of entries) {
      if (required) expect(headers[name], `${answered}: ${name} is documented`).toBeDefined()
      if (schema.type === 'integer' && headers[name] !== undefined)
        expect(`${headers[name]}`, `${answered}: ${name}`).toMatch(/^\d+$/)
    }
    const names = new Set(entries.map(([name]) => name))
    const undocumented = Object.keys(headers).filter(
      name => telling.test(name) && !names.has(name) && !ofEveryAnswer.has(name),
    )
    expect(undocumented, `${answered} with headers that are not documented`).toEqual([])
  }

  #checkProblem(answered: string, { statusCode, headers, body }: Exchange['response']): void {
    const problem = JSON.parse(body)
    this.#expectValid(answered, '#/components/schemas/Problem', problem)
    expect(problem.status, `${answered}: status`).toBe(statusCode)
    expect(problem.request_id, `${answered}: request_id`).toBe(headers['x-request-id'])
    if (statusCode === 401) expect(headers['www-authenticate'], answered).toBe('Bearer')
    if (statusCode === 429 || statusCode === 503)
      expect(headers['retry-after'], answered).toMatch(/^[1-9]\d*$/)
  }

  #checkBody(answered: string, response: string[], { headers, body }: Exchange['response']): void {
    const mediaType = String(headers['content-type']).split(';')[0]!
    const pointer = [...response, 'content', mediaType, 'schema'].map(escapePointer).join('/')
    if (mediaType === 'application/x-ndjson') {
      // The document describes a line; every line ends, so that a part is no whole.
      const lines = body.split('\n')
      expect(lines.pop(), `${answered}: the end of the last line`).toBe('')
      for (const line of lines) this.#expectValid(answered, `#/${pointer}`, JSON.parse(line))
      return
    }
    this.#expectValid(answered, `#/${pointer}`, mediaType.endsWith('json') ? JSON.parse(body) : body)
  }

  #expectValid(answered: string, pointer: string, value: unknown): void {
    expectAllAccounted(value)
    const validate =
      this.#ajv.getSchema(`api${pointer}`) ?? expect.fail(`${answered}: no schema at ${pointer}`)
    const isValid = validate(value)
    expect(isValid ? null : this.#ajv.errorsText(validate.errors), answered).toBeNull()
  }
}

/** Whether a path comes to any route: what is no URL, or has a part longer than a parameter may be, is refused before. */
function isRouted(path: string): boolean {
  try {
    return path.split('/').every(part => decodeURIComponent(part).length <= MAX_PARAM_LENGTH)
  } catch {
    return false
  }
}

/** RFC 6901, inside of a URI fragment. */
export const escapePointer = (key: string) =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
