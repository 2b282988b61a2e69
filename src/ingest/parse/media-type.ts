/** How a body is written; which format its records are in is another question. */
export type Syntax = 'json' | 'json_lines' | 'csv' | 'multipart_csv'

const syntaxes: readonly (readonly [mediaType: RegExp, syntax: Syntax])[] = [
  [/^application\/([\w.-]+\+)?json$/, 'json'],
  // Neither name of newline-delimited JSON is registered, and both are in use.
  [/^application\/(x-ndjson|jsonl)$/, 'json_lines'],
  [/^text\/csv$/, 'csv'],
  [/^multipart\/form-data$/, 'multipart_csv'],
]

/** What a body of this content-type is read as, JSON where there is none; undefined for a type that we do not take. */
export function syntaxOf(contentType: string | null): Syntax | undefined {
  if (contentType === null) return 'json'
  const [mediaType = ''] = contentType.split(';', 1)
  const written = mediaType.trim().toLowerCase()
  return syntaxes.find(([pattern]) => pattern.test(written))?.[1]
}
