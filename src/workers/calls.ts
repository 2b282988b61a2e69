import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { Config } from '../config.ts'
import type { Beginning, LongWork } from '../http/long-turns.ts'
import type { Count, LimitName } from '../http/memory-counts.ts'
import type { Address } from '../open-app.ts'

/** What the first process tells a worker to be. */
export interface Orders {
  /** With the URL of the database that the first process has opened. */
  config: Config
  address: Address
  /** The worker that does what goes on behind the answers. */
  hasJobs: boolean
}

/** Of an error, what whoever started the service is told. */
export interface Failure {
  message: string
  code?: unknown
  syscall?: unknown
}

export type Job = 'pending' | 'uploads'
export type MetricValues = MetricObjectWithValues<MetricValue<string>>[]

/** What a worker may ask of the first process. */
export interface PrimaryCalls {
  orders(): Orders
  listening(port: number): void
  /** It cannot listen, and ends. */
  failed(failure: Failure): void
  addCount(name: LimitName, id: string): Count
  takeCountBack(name: LimitName, id: string): Count
  followCount(name: LimitName, id: string, count: Count): void
  wrongSecrets(address: string, keyId: string): number
  addWrongSecret(address: string, keyId: string): void
  forgetCounts(keyIds: readonly string[]): void
  beginWork(work: LongWork, userId: string): Beginning
  endWork(work: LongWork, userId: string): void
  /** Of the whole service, as the text for Prometheus. */
  readMetrics(): Promise<string>
  wake(job: Job): void
}

/** What the first process may ask of a worker. */
export interface WorkerCalls {
  metrics(): Promise<MetricValues>
  wake(job: Job): void
  takeUpWhatIsLeft(): void
  stop(): void
}
