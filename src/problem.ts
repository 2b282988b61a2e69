/** Everything a caller can get wrong, and what we call it. The list is closed: a new code needs a status in http/problem-response.ts. */
export const problems = {
  invalid_request: 'The request does not fit the documented schema',
  body_not_utf8: 'The body is not valid UTF-8',
  body_not_json: 'The body is not valid JSON',
  body_not_csv: 'The body is not valid CSV',
  body_not_multipart: 'The body is not valid multipart/form-data',
  body_undecodable: 'The body does not decode with its content-encoding',
  body_not_kept: 'Nothing of the body was kept',
  body_too_deep: 'The body is nested too deeply',
  body_too_large: 'The body is too large',
  envelope_unknown: 'The body has no envelope that we know',
  format_unknown: 'No such export format',
  export_damaged: 'The export is damaged or cut off',
  export_encrypted: 'The export is protected by a password',
  export_unsafe: 'The export is built to do harm',
  export_unknown: 'The file is no export of Apple Health',
  export_importing: 'The export is being imported already',
  media_type_unsupported: 'The content-type is not supported',
  encoding_unsupported: 'The content-encoding is not supported',
  unauthorized: 'A valid API key is needed',
  scope_missing: 'The API key lacks a scope',
  foreign_origin: 'The request comes from a page of somebody else',
  not_found: 'Nothing is here',
  method_not_allowed: 'This path does not take this method',
  account_erasing: 'The account is being erased',
  email_taken: 'A user with this e-mail exists',
  key_already_rotated: 'The API key was rotated before',
  rate_limited: 'Too many requests',
  overloaded: 'The service is at its limit for the moment',
  database_unavailable: 'The database cannot take it for the moment',
  internal: 'An error on our side',
} as const

export type ProblemCode = keyof typeof problems

export interface ProblemContext {
  /** The raw bytes were kept under this ingestion although they could not be read. */
  ingestionId?: string
  /** When the same request may succeed. */
  retryAfterSeconds?: number
  /** Only logged, never shown: it may hold what must not leave the house. */
  cause?: unknown
}

/** An error that the caller can act on. `detail` is shown to the caller and never repeats the payload, a key or an e-mail. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string
  readonly ingestionId?: string | undefined
  readonly retryAfterSeconds?: number | undefined

  constructor(code: ProblemCode, detail: string, context: ProblemContext = {}) {
    super(`${problems[code]}: ${detail}`, { cause: context.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = detail
    this.ingestionId = context.ingestionId
    this.retryAfterSeconds = context.retryAfterSeconds
  }
}
