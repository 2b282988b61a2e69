import { noAnswer, Problem, readProblem } from './problem.ts'

/** What a question narrows; undefined is left out. */
export type Params = Record<string, string | number | boolean | undefined>

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Asks for JSON. @returns undefined where the answer has none @throws {Problem} */
export async function ask<T>(url: string): Promise<T> {
  const response = await request(url, { headers: { accept: 'application/json' } })
  return (response.status === 204 ? undefined : await readJson(response)) as T
}

/** Asks for a file of one media type, such as `application/gpx+xml`. @throws {Problem} */
export async function askFile(url: string, mediaType: string): Promise<Blob> {
  const response = await request(url, { headers: { accept: mediaType } })
  return response.blob().catch(() => {
    throw noAnswer()
  })
}

/**
 * Changes something; the session is sent along by itself.
 * @returns the answer's JSON; undefined where it has none
 * @throws {Problem}
 */
export async function send<T>(method: Method, url: string, body?: unknown): Promise<T> {
  const response = await request(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return (response.status === 204 ? undefined : await readJson(response)) as T
}

/** A path with its question, in an order of its own, so that one question has one address. */
export function addressOf(path: string, params: Params = {}): string {
  const asked = Object.entries(params)
    .filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}

let signedOut: () => void = () => {}

/** Is called when an answer says that the session has ended. There is one listener: the frame. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

/** @returns an answer that is not a problem. @throws {Problem} */
export async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'same-origin', cache: 'no-cache' }).catch(() => {
    throw noAnswer()
  })
  if (response.ok) return response
  const problem = await readProblem(response)
  // Whoever asks for the session itself is answered by that.
  if (problem.status === 401 && url !== '/v1/session') signedOut()
  throw problem
}

const readJson = (response: Response): Promise<unknown> =>
  response.json().catch(() => {
    throw new Problem({
      status: response.status,
      code: 'unreadable',
      title: 'The answer came only in part',
      detail: 'The connection may have been cut. Try again.',
    })
  })
