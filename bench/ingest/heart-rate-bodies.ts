import {
  isCorrectedAt,
  STEP_MS,
  type Stretch,
  scatter,
  type WrittenStretch,
  writeLocalTime,
} from './stretch.ts'

export type HeartRateFormat = 'health-auto-export' | 'typed'

const writers: Record<HeartRateFormat, (samples: string) => string> = {
  'health-auto-export': samples =>
    `{"data":{"metrics":[{"name":"heart_rate","units":"count/min","data":[${samples}]}]}}`,
  typed: samples => `{"data":{"metrics":[${samples}]}}`,
}

/**
 * Heart rates, one every few seconds.
 * @param isCorrected as they are reported later
 */
export function writeHeartRates(
  format: HeartRateFormat,
  { startMs, bodies, recordsPerBody }: Stretch,
  isCorrected = false,
): WrittenStretch {
  const writeSample = format === 'typed' ? writeTypedSample : writeAppSample
  let changed = 0
  const written = Array.from({ length: bodies }, (_, body) => {
    const samples = Array.from({ length: recordsPerBody }, (_, place) => {
      const index = body * recordsPerBody + place
      if (isCorrectedAt(index)) changed++
      const shift = isCorrected && isCorrectedAt(index) ? 1 : 0
      return writeSample(startMs + index * STEP_MS, 55 + Math.floor(scatter(index) * 90) + shift)
    })
    return Buffer.from(writers[format](samples.join(',')))
  })
  return { bodies: written, records: bodies * recordsPerBody, changed }
}

const writeAppSample = (ms: number, bpm: number) =>
  `{"date":"${writeLocalTime(ms)}","Min":${bpm - 2},"Avg":${bpm}.5,"Max":${bpm + 3},"source":"Apple Watch of the bench"}`

const writeTypedSample = (ms: number, bpm: number) =>
  `{"type":"HeartRate","recorded_at":"${new Date(ms).toISOString()}","min_bpm":${bpm - 2},"avg_bpm":${bpm}.5,"max_bpm":${bpm + 3},"source":"Apple Watch of the bench"}`
