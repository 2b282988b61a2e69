import type { ClientBase } from 'pg'
import { readMetricExtents } from './metric-extents.ts'
import { listSampledMetrics, type NamesQuestion } from './metric-names.ts'
import { readOutermostSamples } from './outermost-samples.ts'
import type { Sample } from './read-sample.ts'

export interface LatestSample extends Sample {
  metric: string
}

/**
 * The newest sample of each metric in the order of their names; of two at one moment that with the later identity. The
 * rollups tell the hour, so that only that hour of the samples is read.
 */
export async function listLatest(client: ClientBase, question: NamesQuestion): Promise<LatestSample[]> {
  const { userId } = question
  const names = await listSampledMetrics(client, question)
  const extents = await readMetricExtents(client, { userId, names })
  const hours = extents.map(({ metric, lastHourS }) => ({ metric, startS: lastHourS }))
  const samples = await readOutermostSamples(client, { userId, hours, which: 'last' })
  return names.flatMap(metric => {
    const sample = samples.get(metric)
    return sample ? [{ metric, ...sample }] : []
  })
}
