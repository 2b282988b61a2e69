import type { Worker } from 'node:cluster'

/** What one end may ask of the other. What goes back and forth is made of plain values, as in JSON. */
type Calls<T> = { [Name in keyof T]: (...args: never[]) => unknown }

type Message =
  | { call: string; args: unknown[]; id?: number }
  | { id: number; value: unknown }
  | { id: number; failure: string }

/**
 * One end of the line between the first process and a worker. Nothing on it times out: who does not answer is a process
 * that hangs, as the only process of a service may, and with one that ends the line ends too.
 */
export class Line<Theirs extends Calls<Theirs>> {
  readonly #worker: Worker
  readonly #asked = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  #lastId = 0

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: Message) => {
      if (!('call' in message)) this.#settle(message)
    })
  }

  /** Answers what the other end asks from now on; what it asked before is lost. */
  answer<Ours extends Calls<Ours>>(ours: Ours): void {
    this.#worker.on('message', (message: Message) => {
      if ('call' in message) void this.#call(ours[message.call as keyof Ours], message)
    })
  }

  /** Rejects when the other end fails to answer; where the other end is gone it stays open. */
  ask<Name extends keyof Theirs & string>(
    call: Name,
    ...args: Parameters<Theirs[Name]>
  ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject })
      this.#send({ call, args, id })
    })
  }

  /** As `ask`, where nobody waits for an answer. */
  tell<Name extends keyof Theirs & string>(call: Name, ...args: Parameters<Theirs[Name]>): void {
    this.#send({ call, args })
  }

  #send(message: Message): void {
    // That the line is broken is told by the end of a process; unheard, the error would end this one.
    this.#worker.send(message, () => {})
  }

  #settle(answer: Exclude<Message, { call: string }>): void {
    const asked = this.#asked.get(answer.id)
    this.#asked.delete(answer.id)
    if ('failure' in answer) asked?.reject(new Error(answer.failure))
    else asked?.resolve(answer.value as never)
  }

  async #call(answer: (...args: never[]) => unknown, { args, id }: { args: unknown[]; id?: number }) {
    if (id === undefined) {
      answer(...(args as never[]))
      return
    }
    try {
      this.#send({ id, value: await answer(...(args as never[])) })
    } catch (error) {
      this.#send({ id, failure: error instanceof Error ? error.message : 'unknown' })
    }
  }
}
