import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseUnavailable } from '../database/database-error.ts'
import { Problem, type ProblemCode, problems } from '../problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request was refused for; null until it is. */
    problemCode: ProblemCode | null
  }
}

/** Exhaustive: a problem without a status does not compile. */
export const statuses: Record<ProblemCode, number> = {
  invalid_request: 400,
  body_not_utf8: 400,
  body_not_json: 400,
  body_not_csv: 400,
  body_not_multipart: 400,
  body_undecodable: 400,
  body_too_deep: 400,
  envelope_unknown: 400,
  format_unknown: 400,
  export_damaged: 400,
  export_encrypted: 400,
  export_unsafe: 400,
  export_unknown: 400,
  unauthorized: 401,
  scope_missing: 403,
  foreign_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_not_kept: 409,
  account_erasing: 409,
  export_importing: 409,
  email_taken: 409,
  key_already_rotated: 409,
  body_too_large: 413,
  media_type_unsupported: 415,
  encoding_unsupported: 415,
  rate_limited: 429,
  internal: 500,
  overloaded: 503,
  database_unavailable: 503,
}

/** What a client may wait before it sends the same again, where the thrower did not say. */
const RETRY_AFTER_SECONDS = 5

/** Fastify's own refusals in our words. Its messages repeat what was sent, so that none of them is passed on. */
const frameworkProblems: Record<string, () => Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem('body_too_large', 'The body is larger than this path takes'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Problem('media_type_unsupported', 'This path takes application/json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('invalid_request', 'The body is not as long as its content-length says'),
  FST_ERR_BAD_URL: () => new Problem('invalid_request', 'The path is not a valid URL'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('not_found', 'Nothing is at this path'),
}

/**
 * Any error as the problem that the caller is told. What is neither a problem, nor a refusal of the framework, nor an
 * absent database is a bug of ours: `internal`, with nothing of the error in it.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isDatabaseUnavailable(error)) {
    return new Problem(
      'database_unavailable',
      'Send the same request again: it was not acknowledged, and repeating is always safe',
      {
        cause: error,
      },
    )
  }
  const { code, validation, validationContext, statusCode } = error as Partial<FastifyError>
  if (validation) {
    return new Problem('invalid_request', describeValidation(validationContext ?? 'request', validation))
  }
  const framework = code === undefined ? undefined : frameworkProblems[code]?.()
  if (framework) return framework
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem('invalid_request', 'The request cannot be read')
  }
  return new Problem('internal', 'The error was logged under the request id', { cause: error })
}

/** Which field is wrong and how, never what it held. */
function describeValidation(context: string, validation: NonNullable<FastifyError['validation']>): string {
  const first = validation[0]
  const field = `${context}${first?.instancePath.replaceAll('/', '.').replace(/\.$/, '') ?? ''}`
  // Zod names the unknown keys, and a key of a caller's object is a part of the payload.
  if (first?.keyword === 'unrecognized_keys') return `${field} has a field that is not in the schema`
  return `${field}: ${first?.message ?? 'does not fit the schema'}`
}

/** The body of an RFC 9457 answer. */
export const problemBody = (problem: Problem, requestId: string) => ({
  type: `urn:health-export:problem:${problem.code.replaceAll('_', '-')}`,
  title: problems[problem.code],
  status: statuses[problem.code],
  code: problem.code,
  detail: problem.detail,
  request_id: requestId,
  ...(problem.ingestionId === undefined ? {} : { ingestion_id: problem.ingestionId }),
})

/** The one error handler: every error leaves as `application/problem+json`, and only ours are logged as errors. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error)
  const status = statuses[problem.code]
  request.problemCode = problem.code
  if (problem.code === 'internal') request.log.error({ err: error }, 'internal error')
  else if (problem.cause !== undefined)
    request.log.warn({ err: problem.cause, code: problem.code }, 'refused')
  // What was refused, or could not be recorded, signs nobody in.
  reply.removeHeader('set-cookie')
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  if (status === 503 || problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.max(1, Math.ceil(problem.retryAfterSeconds ?? RETRY_AFTER_SECONDS)))
  }
  reply
    .code(status)
    // Both are set by a hook too, which a path that is no URL never comes to.
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    // As text, so that no response schema of the route is applied to it.
    .send(JSON.stringify(problemBody(problem, request.id)))
}
