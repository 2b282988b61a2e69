import { z } from 'zod'
import type { Sample } from '../../query/read-sample.ts'
import { text } from './query-parameters.ts'

const number = z.number().nullable()

export const sampleSchema = z.object({
  recorded_at: z.string(),
  duration_s: z.number().describe('How long it covers; 0 is an instant'),
  grouped: z.boolean().describe('The client merged all readings of that time, over its sources'),
  source: z.string().describe('Empty where the client named none'),
  unit: z.string(),
  value: number.optional(),
  min: number.optional(),
  avg: number.optional(),
  max: number.optional(),
  systolic: number.optional(),
  diastolic: number.optional(),
  detail: z.record(z.string(), z.unknown()).optional().describe('What else the client sent with it'),
})

export const sampleExample: z.infer<typeof sampleSchema> = {
  recorded_at: '2025-01-15T10:00:00.000Z',
  duration_s: 0,
  grouped: false,
  source: 'Apple Watch',
  unit: 'count/min',
  min: 60,
  avg: 75,
  max: 90,
}

/** A sample as the API shows it. */
export function describeSample(sample: Sample): z.infer<typeof sampleSchema> {
  const { recordedAt, durationS, grouped, source, unit, numbers, detail } = sample
  return {
    recorded_at: recordedAt,
    duration_s: durationS,
    grouped,
    source,
    unit,
    ...numbers,
    ...(detail && { detail }),
  }
}

/** What a cursor holds: base64url of the JSON of a SamplePosition. */
export const positionSchema = z.tuple([
  // PostgreSQL knows no year 0.
  z.iso.datetime().refine(time => time >= '0001'),
  z.number(),
  z.boolean(),
  text(1000),
  text(1000),
])
