import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { afterAll } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { BodyRoom } from '../../src/http/body-room.ts'
import { HealthChecks } from '../../src/http/check-health.ts'
import { MemoryWorks } from '../../src/http/long-turns.ts'
import { MemoryCounts } from '../../src/http/memory-counts.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { createLog } from '../../src/http/request-log.ts'
import { buildServer } from '../../src/http/server.ts'
import { UploadFolder } from '../../src/ingest/apple-export/upload-folder.ts'
import { UploadedExports } from '../../src/ingest/apple-export/uploaded-exports.ts'
import { PendingIngestions } from '../../src/ingest/ledger/pending.ts'
import { IngestThreads } from '../../src/ingest/threads/ingest-threads.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { KeyVerifier } from '../../src/keys/key-verifier.ts'
import { LastUsed } from '../../src/keys/last-used.ts'
import { type Scope, scopes } from '../../src/keys/scope.ts'
import { readDisabledTypes } from '../../src/read-disabled-types.ts'
import { type ApiDocument, Contract } from './contract.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { createTestUser } from './ingesting.ts'

interface TestServerOptions {
  /** The defaults are those of the service, but that no test runs into a rate limit unasked. */
  config?: Partial<Config>
  /** Where another server shares it; otherwise the server gets one of its own. */
  database?: TestDatabase
  /** What /health and /ready ask, where that is not the server's own database. */
  healthDatabaseUrl?: string
  redis?: Redis
  log?: Logger
}

/** A request in few words; what is not a string, bytes or a stream is sent as JSON. */
export interface Call {
  key?: string | undefined
  headers?: Record<string, string>
  body?: unknown
}

export interface TestServer {
  server: FastifyInstance
  pool: Pool
  /** Of the database. */
  url: string
  contract: Contract
  uploads: UploadedExports
  createUser(): Promise<string>
  /** @returns the key's text; with every scope unless some are named */
  createKey(userId: string, scopes?: readonly Scope[]): Promise<string>
  /** Answers as the server would over a socket; every answer is held against the OpenAPI document. */
  call(
    method: NonNullable<InjectOptions['method']>,
    url: string,
    call?: Call,
  ): Promise<LightMyRequestResponse>
  /** Listens on a free loopback port. @returns its origin */
  listen(): Promise<string>
}

const plenty = { ingestPerHour: 1e6, readPerHour: 1e6, unauthenticatedPerHour: 1e6 }

/** The whole web door on a database of its own, as the service opens it; closed when the test file ends. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { pool, url } = options.database ?? (await testDatabase())
  const dataDir = mkdtempSync(join(tmpdir(), 'health-export-server-'))
  const config: Config = {
    ...readConfig({}),
    rateLimits: plenty,
    databaseUrl: url,
    dataDir,
    ...options.config,
  }
  const log = options.log ?? createLog('silent')
  const { redis } = options
  const disabledTypes = readDisabledTypes(config)
  const partitions = new Partitions(pool)
  const verifier = await KeyVerifier.open({ pool, databaseUrl: url })
  const lastUsed = new LastUsed(pool)
  const healthChecks = new HealthChecks({ databaseUrl: options.healthDatabaseUrl ?? url, redis })
  const threads = new IngestThreads({
    databaseUrl: url,
    disabledTypes,
    maxBodyBytes: config.maxBodyBytes,
    processes: 1,
  })
  const pending = new PendingIngestions({ pool, threads, log })
  const uploadFolder = new UploadFolder(config.dataDir)
  const uploads = new UploadedExports({ pool, partitions, disabledTypes, folder: uploadFolder, log })
  const bodyRoom = new BodyRoom(config.maxBodyBytes)
  const metrics = createMetrics(pool, bodyRoom)
  const server = await buildServer({
    config,
    pool,
    partitions,
    disabledTypes,
    verifier,
    lastUsed,
    pending,
    threads,
    bodyRoom,
    uploadFolder,
    uploads,
    healthChecks,
    redis,
    counts: new MemoryCounts(),
    runningWorks: new MemoryWorks(),
    metrics,
    readMetrics: () => metrics.registry.metrics(),
    log,
  })
  // Before the pool of testDatabase is closed: hooks run in reverse.
  afterAll(async () => {
    await server.close()
    await threads.close()
    await pending.close()
    await uploads.close()
    await healthChecks.close()
    await lastUsed.close()
    await verifier.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  await server.ready()
  const contract = new Contract(server.swagger() as unknown as ApiDocument)
  return {
    server,
    pool,
    url,
    contract,
    uploads,
    createUser: () => createTestUser(pool),
    createKey: async (userId, granted = scopes) =>
      (await createKey(pool, { userId, name: 'test', scopes: granted })).key,
    async call(method, url, { key, headers = {}, body } = {}) {
      const response = await server.inject({
        method,
        url,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: payloadOf(body) }),
      })
      contract.check({ method, url, response })
      return response
    },
    async listen() {
      await server.listen({ host: '127.0.0.1', port: 0 })
      return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
    },
  }
}

function payloadOf(body: unknown): NonNullable<InjectOptions['payload']> {
  const isSentAsItIs =
    typeof body === 'string' || Buffer.isBuffer(body) || (body instanceof Object && 'pipe' in body)
  return isSentAsItIs ? (body as Buffer) : JSON.stringify(body)
}
