import {
  type ClientBase,
  type Connection,
  Query,
  type QueryConfig,
  type QueryResult,
  type Submittable,
} from 'pg'

/**
 * Runs statements one after another in one round trip: none waits until the answer to the one before has arrived. Behind one that
 * the server refuses none is run. The driver's own pipeline mode is for a connection as a whole, and takes no COPY.
 * @param statements cheap ones: the driver waits for all of them as long as for one
 * @returns their results, in their order
 * @throws PostgreSQL's error of the first that fails; where the connection is lost, any of them may have been run
 */
export async function together(
  client: ClientBase,
  statements: readonly QueryConfig[],
): Promise<QueryResult[]> {
  try {
    return await new Promise((resolve, reject) => {
      client.query(new Together(client, statements, resolve, reject))
    })
  } catch (error) {
    // As the driver does, whose own stack ends in the socket.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}

/** Of the driver's query what its types leave out: https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/query.js */
interface DriverQuery extends Query {
  readonly name: string | undefined
  readonly text: string
  /** @returns what is wrong with the statement; then nothing was sent */
  submit(connection: Connection): Error | null
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCopyInResponse(connection: Connection): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
}

interface DriverConnection extends Connection {
  /** Prepared statements, by name, of which the server has not said yet that it knows them. */
  submittedNamedStatements: Record<string, string>
}

/**
 * To the driver this is one query. Its messages end with one Sync, up to which the server skips all behind one that fails:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
class Together implements Submittable {
  private readonly queries: DriverQuery[]
  private readonly results: QueryResult[] = []
  private readonly resolve: (results: QueryResult[]) => void
  private readonly reject: (error: unknown) => void
  /** The place of the one whose answer comes next. */
  private running = 0
  /** Of a statement that cannot be sent, or whose rows cannot be read. */
  private failure: Error | undefined

  constructor(
    types: QueryConfig['types'],
    statements: readonly QueryConfig[],
    resolve: (results: QueryResult[]) => void,
    reject: (error: unknown) => void,
  ) {
    const note = (error: Error | null | undefined, result: unknown) => {
      if (error) this.failure ??= error
      else this.results.push(result as QueryResult)
    }
    this.queries = statements.map(
      // A simple query would be a round trip of its own, with a Sync of its own.
      statement =>
        new Query({ types, ...statement, queryMode: 'extended' } as QueryConfig, note) as DriverQuery,
    )
    this.resolve = resolve
    this.reject = reject
  }

  /** The driver asks whose Parse has come back. */
  get name(): string | undefined {
    return this.queries[this.running]?.name
  }

  get text(): string | undefined {
    return this.queries[this.running]?.text
  }

  submit(connection: Connection): void {
    const unsynced: Connection = Object.create(connection, { sync: { value: () => {} } })
    connection.stream.cork()
    try {
      for (const query of this.queries) {
        const error = query.submit(unsynced)
        if (error) this.failure ??= error
        // The server has what came before, and must not get what comes behind.
        if (this.failure) break
      }
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
  }

  handleRowDescription(message: unknown): void {
    this.queries[this.running]!.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.queries[this.running]!.handleDataRow(message)
  }

  /** There are no rows to send. The server has taken the Sync for one, and waits for another. */
  handleCopyInResponse(connection: Connection): void {
    this.queries[this.running]!.handleCopyInResponse(connection)
    connection.sync()
  }

  handleCopyData(): void {}

  handleEmptyQuery(connection: Connection): void {
    this.queries[this.running++]!.handleReadyForQuery(connection)
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    const query = this.queries[this.running++]!
    query.handleCommandComplete(message, connection)
    query.handleReadyForQuery(connection)
  }

  handleReadyForQuery(): void {
    this.callback(this.failure ?? null)
  }

  handleError(error: unknown, { submittedNamedStatements }: DriverConnection): void {
    // Those that the server skipped it does not know.
    for (const { name } of this.queries.slice(this.running)) {
      if (name !== undefined) delete submittedNamedStatements[name]
    }
    this.callback(error)
  }

  /** The driver calls it when the query takes longer than it may, and puts its own before it. */
  callback = (error: unknown): void => {
    if (error) this.reject(error)
    else this.resolve(this.results)
  }
}
