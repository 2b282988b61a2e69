import { median } from '../figures/quantile.ts'
import { startService } from './start-service.ts'

export interface MeasuredStart {
  /** On an empty database: all migrations, and three years of partitions. */
  firstSeconds: number
  /** Every other time, the median. */
  laterSeconds: number
}

/** Until the service listens; the process itself included. */
export async function measureStart(databaseUrl: string, rounds: number): Promise<MeasuredStart> {
  const seconds: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const service = await startService(databaseUrl)
    seconds.push(service.startSeconds)
    await service.stop()
  }
  const [firstSeconds, ...later] = seconds
  return { firstSeconds: firstSeconds!, laterSeconds: median(later) }
}
