import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { areaNames, findArea, metrics } from '../../catalogue/index.ts'
import type { Metric } from '../../catalogue/metric.ts'
import { entityTag, isKnown, knownTag, notModified, tagAnswer, tagHeaders } from '../entity-tag.ts'
import { problemResponses } from '../problem-schema.ts'

const range = z.tuple([z.number(), z.number()])

const metricSchema = z.object({
  name: z.string(),
  title: z.string(),
  area: z.enum(areaNames).describe('What it is about'),
  kind: z.enum(['quantity', 'heart_rate', 'blood_pressure', 'sleep']),
  unit: z.string().describe('The one unit that values are stored and answered in'),
  aggregation: z.enum(['sum', 'average', 'latest']).describe('How readings become one figure'),
  aggregation_style: z.enum(['cumulative', 'discrete']).describe('The same in HealthKit’s words'),
  range: range.describe('The lowest and the highest value that is possible, in unit'),
  component_ranges: z
    .object({ systolic: range, diastolic: range })
    .optional()
    .describe('Of blood pressure, which is two numbers'),
  qualifier: z.string().optional().describe('The key beside a value that tells two values of one time apart'),
  healthkit: z.string().nullable().describe('HealthKit’s identifier'),
  aliases: z.array(z.string()).describe('Other names that clients send'),
  display_names: z.array(z.string()).describe('Names that apps show to people'),
})

/** Nothing personal stands in it: a client may keep it, and asks each time whether it still holds. */
const cacheControl = 'private, no-cache'
const headers = { ...tagHeaders, 'cache-control': cacheControl }

export const catalogueRoutes = (): FastifyPluginAsyncZod => async server => {
  const catalogue = { metrics: [...metrics.values()].map(describeMetric), next_cursor: null }
  const tag = entityTag(catalogue)
  server.get(
    '/v1/catalogue',
    {
      config: { scope: 'read', documentedHeaders: { 200: headers, 304: headers } },
      schema: {
        tags: ['catalogue'],
        operationId: 'listCatalogue',
        summary: 'Every metric that the service knows, with its unit, range and names',
        headers: knownTag,
        response: {
          200: z
            .object({
              metrics: z.array(metricSchema),
              next_cursor: z.null().describe('Always null: the catalogue is one page'),
            })
            .meta({
              description: 'The whole catalogue',
              examples: [{ metrics: [describeMetric(metrics.get('heart_rate')!)], next_cursor: null }],
            }),
          304: notModified,
          ...problemResponses(),
        },
      },
    },
    async (request, reply) => {
      tagAnswer(reply.header('cache-control', cacheControl), tag)
      return isKnown(request, tag) ? reply.code(304).send() : catalogue
    },
  )
}

function describeMetric(metric: Metric): z.infer<typeof metricSchema> {
  const { name, title, kind, unit, aggregation, aggregationStyle, componentRanges, qualifier } = metric
  return {
    name,
    title,
    area: findArea(name)!,
    kind,
    unit,
    aggregation,
    aggregation_style: aggregationStyle,
    range: [...metric.range],
    ...(componentRanges && {
      component_ranges: {
        systolic: [...componentRanges.systolic],
        diastolic: [...componentRanges.diastolic],
      },
    }),
    ...(qualifier && { qualifier }),
    healthkit: metric.healthkit ?? null,
    aliases: [...(metric.aliases ?? [])],
    display_names: [...(metric.displayNames ?? [])],
  }
}
