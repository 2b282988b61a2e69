import type { ClientBase, Connection, Submittable } from 'pg'

/**
 * What a COPY … TO STDOUT sends, whole. The streams of pg-copy-streams take a microsecond for each row, because they find
 * the messages in the bytes a second time; the driver has them already.
 * @throws PostgreSQL's error
 */
export function copyOut(client: ClientBase, statement: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(statement, resolve, reject))
  })
}

/** A query as the driver runs it: https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/client.js */
class CopyOut implements Submittable {
  private readonly statement: string
  private readonly resolve: (bytes: Buffer) => void
  private readonly reject: (error: unknown) => void
  private bytes = Buffer.allocUnsafe(65_536)
  private length = 0

  constructor(statement: string, resolve: (bytes: Buffer) => void, reject: (error: unknown) => void) {
    this.statement = statement
    this.resolve = resolve
    this.reject = reject
  }

  submit(connection: Connection): void {
    connection.query(this.statement)
  }

  /** The driver goes on to use the memory of the chunk. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.length + chunk.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + chunk.length))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    this.length += chunk.copy(this.bytes, this.length)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback(null)
  }

  handleError(error: unknown): void {
    this.callback(error)
  }

  /** The driver calls it when the query takes longer than it may, and puts its own before it. */
  callback = (error: unknown): void => {
    if (error) this.reject(error)
    else this.resolve(this.bytes.subarray(0, this.length))
  }
}
