import { closeAfterwards } from './close-afterwards.ts'
import { checkHead } from './fetch-checked.ts'

export interface ReceivedEvent {
  id: string
  type: string
  data: Record<string, unknown>
}

/** What a browser has that listens to server-sent events. */
export interface OpenEvents {
  head: Response
  /** The next event. @throws {Error} when the stream ends, or breaks off, instead */
  next(): Promise<ReceivedEvent>
  /** Resolves with all events that were not asked for when the server ends the stream. */
  rest(): Promise<ReceivedEvent[]>
  /** Goes away, as a page that is closed. */
  close(): void
}

/** Listens until the test or the file ends; the head of the answer is held against the OpenAPI document. */
export async function listenToEvents(url: string, headers: Record<string, string>): Promise<OpenEvents> {
  const leaving = new AbortController()
  closeAfterwards(() => leaving.abort())
  const head = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  })
  checkHead('GET', url, head)
  const events = readEvents(head)
  return {
    head,
    async next() {
      const { value } = await events.next()
      if (!value) throw new Error('The stream has ended')
      return value
    },
    async rest() {
      const left = []
      for await (const event of events) left.push(event)
      return left
    },
    close: () => leaving.abort(),
  }
}

async function* readEvents({ body }: Response): AsyncGenerator<ReceivedEvent, undefined> {
  let text = ''
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map(line => line.split(/: ?(.*)/s)))
      if (fields.data !== undefined)
        yield { id: fields.id, type: fields.event, data: JSON.parse(fields.data) }
    }
  }
  return undefined
}
