/** What went wrong with a request, as the service says it (RFC 9457), or as we do where it did not come to answer. */
export class Problem extends Error {
  /** 0 where no answer came. */
  readonly status: number
  /** The service's stable word for it; `offline` where no answer came, `unreadable` where it was no answer of the service. */
  readonly code: string
  readonly title: string
  readonly detail: string
  /** Names the request in the service's log. */
  readonly requestId: string | undefined
  /** What `retry-after` asks for. */
  readonly retryAfterSeconds: number | undefined

  constructor(problem: {
    status: number
    code: string
    title: string
    detail: string
    requestId?: string | undefined
    retryAfterSeconds?: number | undefined
  }) {
    super(`${problem.title}: ${problem.detail}`)
    this.name = 'Problem'
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.detail = problem.detail
    this.requestId = problem.requestId
    this.retryAfterSeconds = problem.retryAfterSeconds
  }
}

/** No answer came. */
export const noAnswer = (): Problem =>
  navigator.onLine
    ? new Problem({
        status: 0,
        code: 'offline',
        title: 'The service does not answer',
        detail: 'It may be restarting. See that it runs, then try again.',
      })
    : new Problem({
        status: 0,
        code: 'offline',
        title: 'You are offline',
        detail: 'Connect to your network, then try again.',
      })

/** The problem that an answer stands for; of a proxy in between, which knows no problems, only the status. */
export async function readProblem(response: Response): Promise<Problem> {
  const { status } = response
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined
  const body: unknown = await response.json().catch(() => undefined)
  if (isProblemBody(body)) {
    const { code, title, detail, request_id: requestId } = body
    return new Problem({ status, code, title, detail, requestId, retryAfterSeconds })
  }
  return new Problem({
    status,
    code: 'unreadable',
    title: `The service answered with status ${status}`,
    detail: 'Something between this page and the service may be in the way. Try again in a moment.',
    retryAfterSeconds,
  })
}

interface ProblemBody {
  code: string
  title: string
  detail: string
  request_id: string
}

const isProblemBody = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body
