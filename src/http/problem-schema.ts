import { z } from 'zod'
import { Problem, type ProblemCode, problems } from '../problem.ts'
import { problemBody, statuses } from './problem-response.ts'

const exampleRequestId = '3f0c5e0a-8b1d-4c7e-9d53-6a1f2b7c9e10'

const problem = z
  .object({
    type: z.string().describe('A URN that ends in the code'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().describe('What is wrong with this request; never repeats what was sent'),
    request_id: z.string(),
    ingestion_id: z
      .uuid()
      .optional()
      .describe('The bytes were kept under this id although they could not be read'),
  })
  .meta({
    description: 'RFC 9457',
    examples: [problemBody(new Problem('not_found', 'Nothing is at this path: see /docs'), exampleRequestId)],
  })
z.globalRegistry.add(problem, { id: 'Problem' })

/** What a body of health records may get that cannot be read. */
export const unreadableBody: ProblemCode[] = [
  'body_not_utf8',
  'body_not_json',
  'body_not_csv',
  'body_not_multipart',
  'body_undecodable',
  'body_too_deep',
  'body_too_large',
  'envelope_unknown',
  'format_unknown',
]

/** What a zip may get that is no export, or none that is read. */
export const unreadableExport: ProblemCode[] = [
  'export_damaged',
  'export_encrypted',
  'export_unsafe',
  'export_unknown',
]

interface ProblemResponse {
  description: string
  headers?: Record<string, unknown>
  content: { 'application/problem+json': { schema: typeof problem } }
}

/** What every route with a scope may answer. */
const ofEveryCaller: ProblemCode[] = [
  'invalid_request',
  'unauthorized',
  'scope_missing',
  'rate_limited',
  'internal',
  'overloaded',
  'database_unavailable',
]

/** What every JSON body may get. */
export const bodyProblems: ProblemCode[] = [
  'body_not_utf8',
  'body_not_json',
  'body_too_large',
  'media_type_unsupported',
]

/** The documented problems of a route with a scope: one answer per status, which names the codes that it stands for. */
export const problemResponses = (...codes: ProblemCode[]): Record<string, ProblemResponse> =>
  openProblemResponses(...ofEveryCaller, ...codes)

/** As {@link problemResponses}, for a route that is open to everybody: these codes and no others. */
export function openProblemResponses(...codes: ProblemCode[]): Record<string, ProblemResponse> {
  const byStatus: Record<string, ProblemCode[]> = {}
  for (const code of new Set(codes)) {
    byStatus[statuses[code]] ??= []
    byStatus[statuses[code]]!.push(code)
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, members]) => [
      status,
      {
        description: members.map(code => `\`${code}\`: ${problems[code]}`).join('. '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}
