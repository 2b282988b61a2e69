import type { OpenAPIV3_1 } from 'openapi-types'

/** What an answer carries beside its body, by the name under which the document keeps it. */
interface DocumentedHeader {
  name: string
  type: 'string' | 'integer'
  description: string
  /** Whether every answer that names it carries it. */
  required: boolean
}

const header = (
  name: string,
  type: DocumentedHeader['type'],
  description: string,
  required = true,
): DocumentedHeader => ({ name, type, description, required })

const requestId = header(
  'x-request-id',
  'string',
  'Names this request in the log; the client’s own x-request-id where it sent one',
)
const noStore = header('cache-control', 'string', 'no-store')
const challenge = header('www-authenticate', 'string', 'Bearer')
const retryAfter = header('retry-after', 'integer', 'Seconds after which the same request may succeed')
const limits = (required: boolean) => [
  header('x-ratelimit-limit', 'integer', 'Requests per hour', required),
  header('x-ratelimit-remaining', 'integer', 'Requests left in this window', required),
  header('x-ratelimit-reset', 'integer', 'When the window ends, in seconds since 1970', required),
  header('ratelimit', 'string', 'The same as draft-ietf-httpapi-ratelimit-headers says it', required),
  header('ratelimit-policy', 'string', 'The limit, as that draft says it', required),
]
const counted = limits(true)
/** Of what may fail before the request is counted. */
const perhapsCounted = limits(false)

const componentName = ({ name, required }: DocumentedHeader) => (required ? name : `${name}-if-counted`)

/** Adds to each answer of the document the headers that it carries because of its path, its status or its limit. */
export function documentHeaders(document: OpenAPIV3_1.Document): void {
  const components = [requestId, noStore, challenge, retryAfter, ...counted, ...perhapsCounted]
  document.components!.headers = Object.fromEntries(
    components.map(({ name, required, description, type }) => [
      componentName({ name, required, description, type }),
      { description, ...(required && { required }), schema: { type } },
    ]),
  )
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const operation of Object.values(operations as Record<string, OpenAPIV3_1.OperationObject>)) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        const answer = response as OpenAPIV3_1.ResponseObject
        const isProblem = 'application/problem+json' in (answer.content ?? {})
        // A route that is open to nobody in particular counts once it knows who calls.
        const knowsCaller = operation.security?.every(one => Object.keys(one).length > 0)
        const isCounted = knowsCaller && operation.security?.length && status < '500'
        const carried = [
          requestId,
          ...(path.startsWith('/v1/') || isProblem ? [noStore] : []),
          ...(isCounted ? counted : path.startsWith('/v1/') ? perhapsCounted : []),
          ...(status === '401' ? [challenge] : []),
          ...(isProblem && (status === '429' || status === '503') ? [retryAfter] : []),
        ]
        const shared = carried.map(one => [one.name, { $ref: `#/components/headers/${componentName(one)}` }])
        answer.headers = { ...Object.fromEntries(shared), ...answer.headers }
      }
    }
  }
}
