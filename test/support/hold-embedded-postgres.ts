import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'

/** A process of its own that uses the embedded server in its first argument, says where, and waits to be killed. */
const server = await startEmbeddedPostgres({ dataDir: process.argv[2] as string, durable: false })
console.log(JSON.stringify({ url: server.url, pid: server.pid }))
