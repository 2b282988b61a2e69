import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listNights, type Night } from '../../query/sleep.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { timeFormat } from '../format-time.ts'
import { problemResponses } from '../problem-schema.ts'
import { fromBeforeTo, order, page, range, text, timezone } from './query-parameters.ts'

const hours = z.number().nullable()

const night = z.object({
  night: z.iso.date().describe('The local date on which one wakes'),
  started_at: z.string().nullable().describe('The earliest that is known, in bed or asleep'),
  ended_at: z.string().nullable(),
  source: z.string().describe('Empty where the client named none'),
  in_bed_hours: hours,
  asleep_hours: hours.describe('All sleep, of any stage or none'),
  core_hours: hours,
  deep_hours: hours,
  rem_hours: hours,
  awake_hours: hours,
  segments: z
    .array(
      z.object({
        started_at: z.string(),
        ended_at: z.string(),
        stage: z.enum(['in_bed', 'asleep', 'awake', 'core', 'deep', 'rem']),
      }),
    )
    .describe(
      'As they were sent; empty where only a summary of the client is known, or they were not asked for',
    ),
})

const example: z.infer<typeof night> = {
  night: '2025-01-15',
  started_at: '2025-01-14T22:30:00.000Z',
  ended_at: '2025-01-15T00:30:00.000Z',
  source: 'Apple Watch',
  in_bed_hours: null,
  asleep_hours: 2,
  core_hours: 1.5,
  deep_hours: 0.5,
  rem_hours: null,
  awake_hours: null,
  segments: [
    { started_at: '2025-01-14T22:30:00.000Z', ended_at: '2025-01-15T00:00:00.000Z', stage: 'core' },
    { started_at: '2025-01-15T00:00:00.000Z', ended_at: '2025-01-15T00:30:00.000Z', stage: 'deep' },
  ],
}

/** A date that PostgreSQL can read; no night lies outside of these years. */
const position = z.tuple([z.iso.date().regex(/^(1[89]|[2-9]\d)/)])

export const sleepRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/sleep',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listNights',
          summary: 'Nights of sleep, page by page, the newest first',
          description:
            'A night is that of the day on which one wakes, and a day is in the range when a part of it is. What starts at six in the evening or later belongs to the next day. Of several sources one is shown, as `sources` says.',
          querystring: fromBeforeTo(
            z.object({
              ...range,
              timezone: timezone.optional(),
              source: text(255).optional().describe('Only what this one says'),
              sources: z
                .enum(['all'])
                .optional()
                .describe('Everything that is said of a night, the best first, instead of the best alone'),
              segments: z
                .enum(['none'])
                .optional()
                .describe('Leaves the segments out, which are most of an answer: each list of them is empty'),
              order: order.default('desc'),
              ...page(1000, 100),
            }),
          ),
          response: {
            200: z
              .object({
                timezone: z.string(),
                sources: z.object({
                  rule: z
                    .enum(['one_per_night', 'all'])
                    .describe(
                      'one_per_night: what knows of sleep before what does not; the source that comes first in the priority of the account, else the most sleep; and segments before a summary, unless they have less than nine tenths of it',
                    ),
                  priority: z.array(z.string()),
                }),
                nights: z.array(night),
                next_cursor: z.string().nullable(),
              })
              .meta({
                description: 'A page of nights; `limit` counts dates, also where one has several entries',
                examples: [
                  {
                    timezone: 'UTC',
                    sources: { rule: 'one_per_night', priority: ['Apple Watch'] },
                    nights: [example],
                    next_cursor: null,
                  },
                ],
              }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor, sources, segments, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const answer = await readAsUser(pool, userId, client =>
          listNights(client, {
            userId,
            ...narrowed,
            everySource: sources === 'all',
            withSegments: segments !== 'none',
            after: decodeCursor(position, cursor)?.[0],
            limit: limit + 1,
          }),
        )
        const dates = [...new Set(answer.nights.map(({ night }) => night))]
        const shown = new Set(dates.slice(0, limit))
        const format = timeFormat(narrowed.timezone)
        return {
          timezone: answer.timezone,
          sources: { rule: sources ?? ('one_per_night' as const), priority: answer.sourcePriority },
          nights: answer.nights
            .filter(({ night }) => shown.has(night))
            .map(found => describeNight(found, format)),
          next_cursor: dates.length > limit ? encodeCursor([dates[limit - 1]]) : null,
        }
      },
    )
  }

function describeNight(found: Night, format: (time: Date) => string): z.infer<typeof night> {
  return {
    night: found.night,
    started_at: found.startedAt && format(found.startedAt),
    ended_at: found.endedAt && format(found.endedAt),
    source: found.source,
    in_bed_hours: found.inBedHours,
    asleep_hours: found.asleepHours,
    core_hours: found.coreHours,
    deep_hours: found.deepHours,
    rem_hours: found.remHours,
    awake_hours: found.awakeHours,
    segments: found.segments.map(({ startedAt, endedAt, stage }) => ({
      started_at: format(startedAt),
      ended_at: format(endedAt),
      stage: stage as z.infer<typeof night>['segments'][number]['stage'],
    })),
  }
}
