import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { type ApiDocument, Contract } from './contract.ts'

/** That of the code under test: a test compares the file with what the server answers. */
let contract: Contract | undefined
const ofDocument = () => {
  contract ??= new Contract(JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as ApiDocument)
  return contract
}

/** As `fetch`, from a server of ours: the answer is held against the OpenAPI document. */
export async function fetchChecked(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, init)
  const { pathname, search } = new URL(url)
  ofDocument().check({
    method: init.method ?? 'GET',
    url: pathname + search,
    response: {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.clone().text(),
    },
  })
  return answer
}

/** Holds the head of an answer that does not end against the OpenAPI document. */
export function checkHead(method: string, url: string, { status, headers }: Response): void {
  const { pathname, search } = new URL(url)
  const response = { statusCode: status, headers: Object.fromEntries(headers), body: '' }
  ofDocument().check({ method, url: pathname + search, response })
}

/** The text of an answer to a request of `node:http`, held against the OpenAPI document. */
export async function readChecked(method: string, url: string, answer: IncomingMessage): Promise<string> {
  const body = await text(answer)
  const { statusCode, headers } = answer
  ofDocument().check({ method, url, response: { statusCode: statusCode!, headers, body } })
  return body
}
