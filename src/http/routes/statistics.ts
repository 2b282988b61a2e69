import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Metric } from '../../catalogue/metric.ts'
import { readAsUser } from '../../database/as-user.ts'
import { findStoredMetric } from '../../query/find-stored-metric.ts'
import { readBasis, readVersion } from '../../query/statistics/basis.ts'
import { buckets } from '../../query/statistics/calendar.ts'
import { readStatistics, type StatisticsBucket } from '../../query/statistics/statistics.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { entityTag, isKnown, knownTag, notModified, tagAnswer, tagHeaders } from '../entity-tag.ts'
import { problemResponses } from '../problem-schema.ts'
import {
  fromBeforeTo,
  metricNotFound,
  metricParams,
  page,
  range,
  source,
  timezone,
} from './query-parameters.ts'

const figure = z.number().nullable()
const figures = z.object({ min: figure, avg: figure, max: figure })

const bucket = z.object({
  bucket_start: z.string().describe('The first moment that is in, in the time zone'),
  bucket_end: z.string().describe('The first moment that is out'),
  count: z.int().describe('How many samples'),
  sum: figure.optional().describe('Of a cumulative metric'),
  ...figures.partial().shape,
  systolic: figures.optional().describe('Of blood pressure'),
  diastolic: figures.optional().describe('Of blood pressure'),
})

const rules = {
  one_per_hour:
    'Overlapping sources are not added up: within an hour the source counts that comes first in the account’s ' +
    'source_priority, else the one that reported most; within a day one grouping of samples counts',
  one_source: 'Only the samples of the source that was asked for, added up as they are',
  all: 'The samples of all sources, added up as they are: what two sources recorded counts twice',
} as const

const sources = z.object({
  rule: z.enum(Object.keys(rules) as [keyof typeof rules, ...(keyof typeof rules)[]]),
  description: z.string().describe('The rule in words'),
  seen: z.array(z.string()).describe('Sources that have samples in the range, whether or not they count'),
})

const example = {
  metric: 'step_count',
  unit: 'count',
  aggregation: 'cumulative',
  bucket: 'day',
  timezone: 'Europe/Berlin',
  sources: {
    rule: 'one_per_hour',
    description: rules.one_per_hour,
    seen: ['Apple Watch', 'iPhone'],
  },
  buckets: [
    {
      bucket_start: '2025-01-15T00:00:00+01:00',
      bucket_end: '2025-01-16T00:00:00+01:00',
      count: 412,
      sum: 8_041,
    },
  ],
  next_cursor: null,
}

export const statisticsRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/metrics/:metric/statistics',
      {
        config: { scope: 'read', documentedHeaders: { 200: tagHeaders, 304: tagHeaders } },
        schema: {
          tags: ['read'],
          operationId: 'getStatistics',
          summary: 'Sums, or averages with least and greatest values, by intervals of the wall clock',
          description:
            'A sample belongs to the interval in which it begins. Cumulative metrics are summed; of the others the average ' +
            'weighs each sample by the seconds that it covers, an instant as one second. Figures have twelve significant digits.',
          params: metricParams,
          headers: knownTag,
          querystring: fromBeforeTo(
            z.object({
              ...range,
              bucket: z.enum(buckets).default('day').describe('Weeks begin on Monday'),
              timezone: timezone.optional(),
              source,
              sources: z.literal('all').optional().describe('Adds all sources up as they are'),
              fill: z
                .literal('null')
                .optional()
                .describe('Also the intervals without samples, with a count of 0 and null for each figure'),
              ...page(10_000, 10_000),
            }),
          ).refine(({ source, sources }) => source === undefined || sources === undefined, {
            path: ['sources'],
            message: 'must not stand beside source',
          }),
          response: {
            200: z
              .object({
                metric: z.string(),
                unit: z.string(),
                aggregation: z.enum(['cumulative', 'discrete']),
                bucket: z.enum(buckets),
                timezone: z.string(),
                sources,
                buckets: z.array(bucket),
                next_cursor: z.string().nullable(),
              })
              .meta({
                description:
                  'A page of intervals; empty for a metric of the catalogue that the caller has not',
                examples: [example],
              }),
            304: notModified,
            ...problemResponses('not_found'),
          },
        },
      },
      async (request, reply) => {
        const { cursor, source, sources: all, fill, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const { name, metric, tag, statistics } = await readAsUser(pool, userId, async client => {
          const stored = await findStoredMetric(client, { userId, name: request.params.metric })
          if (!stored) throw metricNotFound()
          const question = {
            ...narrowed,
            userId,
            metric: stored,
            source,
            addUp: all === 'all',
            fill: fill === 'null',
            after: decodeCursor(z.number(), cursor),
          }
          const basis = await readBasis(client, question)
          const tag = entityTag(await readVersion(client, question, basis))
          const answer = isKnown(request, tag) ? undefined : await readStatistics(client, question, basis)
          return { ...stored, tag, statistics: answer }
        })
        tagAnswer(reply, tag)
        if (!statistics) return reply.code(304).send()
        const rule = source !== undefined ? 'one_source' : all ? 'all' : 'one_per_hour'
        return {
          metric: name,
          unit: statistics.unit,
          aggregation: metric?.aggregationStyle ?? 'discrete',
          bucket: narrowed.bucket,
          timezone: statistics.timezone,
          sources: { rule, description: rules[rule], seen: statistics.sources },
          buckets: statistics.buckets.map(one => describeBucket(one, metric, statistics.timezone)),
          next_cursor: statistics.next === null ? null : encodeCursor(statistics.next),
        } as const
      },
    )
  }

function describeBucket(
  { start, end, count, figures }: StatisticsBucket,
  metric: Metric | undefined,
  zone: string,
): z.infer<typeof bucket> {
  const time = (label: string) => (zone === 'UTC' ? label.replace('+00:00', 'Z') : label)
  const described = { bucket_start: time(start), bucket_end: time(end), count }
  if (metric?.kind === 'blood_pressure') {
    return { ...described, systolic: spread(figures.systolic), diastolic: spread(figures.diastolic) }
  }
  const numbers = figures['']
  return metric?.aggregationStyle === 'cumulative'
    ? { ...described, sum: rounded(numbers?.sum) }
    : { ...described, ...spread(numbers) }
}

const spread = (numbers: StatisticsBucket['figures'][string] | undefined) => ({
  min: rounded(numbers?.min),
  avg: rounded(numbers?.avg),
  max: rounded(numbers?.max),
})

/** Twelve digits are more than any sensor has, and hide in which order a sum was made. */
function rounded(number: number | null | undefined): number | null {
  return number === null || number === undefined ? null : Number(number.toPrecision(12))
}
