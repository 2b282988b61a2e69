import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listEventTypes } from '../../query/event-types.ts'
import { type EventPosition, type HealthEvent, listEvents } from '../../query/events.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { cursorTime, fromBeforeTo, order, page, range, source, text } from './query-parameters.ts'

const event = z.object({
  type: z.string(),
  started_at: z.string(),
  ended_at: z.string().describe('The start again, where it has no other end'),
  name: z.string().describe('Empty where it has none'),
  source: z.string().describe('Empty where the client named none'),
  client_id: z.string().nullable(),
  utc_offset_min: z.int().nullable().describe('Of the place where it was, as first reported'),
  detail: z.record(z.string(), z.unknown()).nullable().describe('What the client sent, in its own words'),
})

const example: z.infer<typeof event> = {
  type: 'symptom',
  started_at: '2025-01-15T10:00:00.000Z',
  ended_at: '2025-01-15T12:00:00.000Z',
  name: 'Headache',
  source: 'iPhone',
  client_id: null,
  utc_offset_min: 60,
  detail: { severity: 'Mild' },
}

const eventType = z.object({
  type: z.string(),
  count: z.int(),
  first_at: z.string().describe('The first start'),
  last_at: z.string().describe('The last start'),
})

const typeExample: z.infer<typeof eventType> = {
  type: 'symptom',
  count: 212,
  first_at: '2024-02-03T08:30:00.000Z',
  last_at: '2025-01-15T10:00:00.000Z',
}

const typePosition: z.ZodType<readonly [type: string]> = z.tuple([text(100)])

const position: z.ZodType<EventPosition> = z.tuple([
  cursorTime,
  cursorTime,
  text(100),
  text(1000),
  text(1000),
  text(1000),
])

export const eventRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/events',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listEvents',
          summary:
            'Symptoms, moods, medications, cycle, ECG, notifications and what has no other home, the newest first',
          description: 'The range is that of their starts.',
          querystring: fromBeforeTo(
            z.object({
              ...range,
              type: text(100).optional().describe('Such as symptom, state_of_mind, medication or ecg'),
              source,
              voltages: z
                .enum(['none'])
                .optional()
                .describe('Leaves those of electrocardiograms out of their detail; they are thousands'),
              order: order.default('desc'),
              ...page(1000, 100),
            }),
          ),
          response: {
            200: z.object({ events: z.array(event), next_cursor: z.string().nullable() }).meta({
              description: 'A page of events',
              examples: [{ events: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const after = decodeCursor(position, cursor)
        const question = { userId, ...narrowed, after, limit: limit + 1 }
        const events = await readAsUser(pool, userId, client => listEvents(client, question))
        const shown = events.slice(0, limit)
        const last = shown.at(-1)
        return {
          events: shown.map(describeEvent),
          next_cursor: last && events.length > limit ? encodeCursor(last.position) : null,
        }
      },
    )

    server.get(
      '/v1/events/types',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listEventTypes',
          summary: 'Which types of events there are, how many of each, and since when',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ types: z.array(eventType), next_cursor: z.string().nullable() }).meta({
              description: 'A page of the types, by name',
              examples: [{ types: [typeExample], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor } = request.query
        const { userId } = callerOf(request)
        const question = { userId, after: decodeCursor(typePosition, cursor), limit: limit + 1 }
        const types = await readAsUser(pool, userId, client => listEventTypes(client, question))
        const shown = types.slice(0, limit)
        const last = shown.at(-1)
        return {
          types: shown.map(({ type, count, firstAt, lastAt }) => ({
            type,
            count,
            first_at: firstAt.toISOString(),
            last_at: lastAt.toISOString(),
          })),
          next_cursor: last && types.length > limit ? encodeCursor([last.type]) : null,
        }
      },
    )
  }

function describeEvent(found: HealthEvent): z.infer<typeof event> {
  return {
    type: found.type,
    started_at: found.startedAt.toISOString(),
    ended_at: found.endedAt.toISOString(),
    name: found.name,
    source: found.source,
    client_id: found.clientId,
    utc_offset_min: found.utcOffsetMin,
    detail: found.detail,
  }
}
