/**
 * What the service would be if its specification's sketch were followed to the letter: every key is tried by Argon2, the
 * body is kept as JSONB, and samples are written by multi-row VALUES. It knows one format and one metric, judges by a schema,
 * and only tells new from known.
 */
import Fastify from 'fastify'
import { Pool } from 'pg'
import { z } from 'zod'
import { inTransaction } from '../../src/database/transaction.ts'
import { findKeyOwner } from './find-key-owner.ts'
import { type HeartRate, writeSamples } from './write-samples.ts'

const MAX_BODY_BYTES = 268_435_456

const envelope = z.object({
  data: z.object({
    metrics: z.array(
      z.object({
        name: z.literal('heart_rate'),
        data: z.array(
          z.object({
            date: z.string(),
            Min: z.number().min(20).max(300),
            Avg: z.number().min(20).max(300),
            Max: z.number().min(20).max(300),
            source: z.string(),
          }),
        ),
      }),
    ),
  }),
})

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const server = Fastify({ bodyLimit: MAX_BODY_BYTES })

server.post('/v1/ingest', async (request, reply) => {
  const key = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  const userId = await findKeyOwner(pool, key)
  if (userId === undefined) return reply.code(401).send()
  const { rows } = await pool.query<{ id: string }>(
    'insert into baseline.raw_ingestions (user_id, payload) values ($1, $2) returning id',
    [userId, request.body],
  )
  const ingestionId = rows[0]!.id
  const samples = readSamples(request.body)
  const inserted = await inTransaction(pool, async client => {
    await client.query('update baseline.raw_ingestions set processed = true where id = $1', [ingestionId])
    return writeSamples(client, { userId, ingestionId, samples })
  })
  const duplicate = samples.length - inserted
  return { ingestion_id: ingestionId, received: samples.length, inserted, updated: 0, duplicate }
})

function readSamples(body: unknown): HeartRate[] {
  return envelope.parse(body).data.metrics.flatMap(({ data }) =>
    data.map(({ date, Min, Avg, Max, source }) => ({
      recordedAt: new Date(date.replace(/^(\S+) (\S+) ([+-]\d\d)(\d\d)$/, '$1T$2$3:$4')),
      min: Min,
      avg: Avg,
      max: Max,
      source,
    })),
  )
}

process.once('SIGTERM', async () => {
  await server.close()
  await pool.end()
})
console.log(`The baseline listens on ${await server.listen({ host: '127.0.0.1', port: 0 })}`)
