import { Agent, request } from 'node:http'

/** One phone: who sends what, one body after the other, on one connection. */
export interface Client {
  origin: string
  key: string
  bodies: readonly Buffer[]
}

/** Of an answer what is looked at here; the baseline's has the same. */
export interface Answer {
  ingestion_id: string
  received: number
  inserted: number
  updated: number
  duplicate: number
}

export interface Sent {
  seconds: number
  answers: Answer[]
}

const agent = new Agent({ keepAlive: true })

/** Lets the clients send at once, each its own. @throws {Error} on any answer other than 200 */
export async function sendBodies(clients: readonly Client[]): Promise<Sent> {
  const startedMs = performance.now()
  const answers = await Promise.all(clients.map(sendInTurn))
  return { seconds: (performance.now() - startedMs) / 1000, answers: answers.flat() }
}

async function sendInTurn({ origin, key, bodies }: Client): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const body of bodies) answers.push(await send(`${origin}/v1/ingest`, key, body))
  return answers
}

function send(url: string, key: string, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const posting = request(url, { method: 'POST', agent, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${url} answered ${response.statusCode}: ${text}`))
      })
    })
    posting.on('error', reject)
    posting.end(body)
  })
}
