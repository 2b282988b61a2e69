import { AggregatorRegistry, type Registry } from 'prom-client'
import type { MetricValues } from './calls.ts'
import type { StartedWorker } from './start-worker.ts'

/** A worker that is parsing a large body answers later; until then what it said last is used. */
const PATIENCE_MS = 1_000

/**
 * What all processes of the service count, as one. What a worker had counted when it was asked last outlives it: a total
 * that fell would look like a new start of the service, with all of the rest counted again.
 */
export class WholeMetrics {
  readonly #own: Registry
  readonly #said = new Map<StartedWorker, MetricValues>()
  #ofThoseGone: MetricValues = []

  /** @param own of the first process */
  constructor(own: Registry) {
    this.#own = own
  }

  /** @returns the text for Prometheus */
  async read(workers: readonly StartedWorker[]): Promise<string> {
    await within(PATIENCE_MS, Promise.all(workers.map(worker => this.#ask(worker))))
    const own = await this.#own.getMetricsAsJSON()
    return sumUp([own, this.#ofThoseGone, ...this.#said.values()]).metrics()
  }

  async remove(worker: StartedWorker): Promise<void> {
    const said = this.#said.get(worker) ?? []
    this.#said.delete(worker)
    const totals = said.filter(({ type }) => String(type) === 'counter' || String(type) === 'histogram')
    this.#ofThoseGone = await sumUp([this.#ofThoseGone, totals]).getMetricsAsJSON()
  }

  async #ask(worker: StartedWorker): Promise<void> {
    let isGone = false
    worker.ended.then(() => {
      isGone = true
    })
    const said = await worker.line.ask('metrics')
    if (!isGone) this.#said.set(worker, said)
  }
}

const sumUp = (said: readonly MetricValues[]): Registry => AggregatorRegistry.aggregate([...said])

/** Resolves when `work` ends, whichever way, or when the time is over. */
async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>(resolve => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([work.catch(() => {}), patience])
  clearTimeout(timer)
}
