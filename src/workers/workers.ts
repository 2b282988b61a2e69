import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Config } from '../config.ts'
import { type LongWork, MemoryWorks } from '../http/long-turns.ts'
import { MemoryCounts } from '../http/memory-counts.ts'
import type { Address } from '../open-app.ts'
import type { PrimaryCalls } from './calls.ts'
import { type StartedWorker, startWorker } from './start-worker.ts'
import { WholeMetrics } from './whole-metrics.ts'

/** Who lived shorter is not replaced at once: what ended it would end the next one too. */
const SHORT_LIFE_MS = 10_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** In a row, before the service gives up. */
const MAX_FAILED_STARTS = 5
/** The place whose worker does the background jobs. */
const PLACE_OF_JOBS = 0

interface Deps {
  /** With the URL of the database that is open. */
  config: Config
  /** What this process counts. */
  metrics: Registry
  log: Logger
}

/** The workers of a service, each in a place of its own, and what they have in common. */
export class Workers {
  readonly #config: Config
  readonly #log: Logger
  readonly #counts = new MemoryCounts()
  readonly #works = new MemoryWorks()
  readonly #metrics: WholeMetrics
  /** By place. */
  readonly #workers: StartedWorker[] = []
  readonly #stopping = new AbortController()

  constructor({ config, metrics, log }: Deps) {
    this.#config = config
    this.#log = log
    this.#metrics = new WholeMetrics(metrics)
  }

  /**
   * Starts them all, and from then on another one in the place of one that ends. When that fails again and again, a
   * rejection that nobody handles ends the service.
   * @returns the port on which all listen
   * @throws {Error} why one of them cannot listen
   */
  async start(address: Address): Promise<number> {
    for (let place = 0; place < this.#config.workers; place++) this.#fill(place, address)
    const [port] = await Promise.all(this.#workers.map(({ listening }) => listening))
    if (port === undefined) throw new Error('A service has workers')
    for (const place of this.#workers.keys()) void this.#keepFilled(place, { ...address, port })
    return port
  }

  /**
   * Lets them finish what is under way.
   * @throws {Error} when one that listened did not end well
   */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const serving = new Set(this.#listening)
    const ends = await Promise.all(
      this.#workers.map(async worker => {
        const { code } = await worker.stop()
        return serving.has(worker) ? code : 0
      }),
    )
    if (ends.some(code => code !== 0)) throw new Error('A worker did not stop as it should')
  }

  #fill(place: number, address: Address): StartedWorker {
    const works: [LongWork, string][] = []
    const worker = startWorker(this.#answersTo(place, address, works))
    this.#workers[place] = worker
    this.#log.info({ pid: worker.pid }, 'a worker starts')
    worker.ended.then(async () => {
      for (const work of works) this.#works.end(...work)
      await this.#metrics.remove(worker)
    })
    return worker
  }

  async #keepFilled(place: number, address: Address): Promise<void> {
    let worker = this.#workers[place] as StartedWorker
    let [shortLives, failedStarts] = [0, 0]
    for (let startedMs = performance.now(); ; startedMs = performance.now()) {
      const { code, signal, hasListened } = await worker.ended
      if (this.#stopping.signal.aborted) return
      this.#log.error({ pid: worker.pid, code, signal }, 'a worker ended: another one takes its place')
      this.#jobs?.line.tell('takeUpWhatIsLeft')
      failedStarts = hasListened ? 0 : failedStarts + 1
      if (failedStarts === MAX_FAILED_STARTS) throw new Error('Workers cannot be started any more')
      shortLives = performance.now() - startedMs < SHORT_LIFE_MS ? shortLives + 1 : 0
      if (shortLives > 0)
        await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (shortLives - 1), LONGEST_PAUSE_MS))
      if (this.#stopping.signal.aborted) return
      worker = this.#fill(place, address)
      worker.listening.catch(error => this.#log.error({ error }, 'a worker could not start'))
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }

  get #listening(): StartedWorker[] {
    return this.#workers.filter(({ isListening }) => isListening)
  }

  /** The worker with the background jobs, while it can be told something: one that is starting begins by looking. */
  get #jobs(): StartedWorker | undefined {
    const worker = this.#workers[PLACE_OF_JOBS]
    return worker?.isListening ? worker : undefined
  }

  /** @param works is kept up to date: the long works that this worker is at */
  #answersTo(
    place: number,
    address: Address,
    works: [LongWork, string][],
  ): Omit<PrimaryCalls, 'listening' | 'failed'> {
    const counts = this.#counts
    return {
      orders: () => ({ config: this.#config, address, hasJobs: place === PLACE_OF_JOBS }),
      addCount: (name, id) => counts.add(name, id),
      takeCountBack: (name, id) => counts.takeBack(name, id),
      followCount: (name, id, count) => counts.follow(name, id, count),
      wrongSecrets: (client, keyId) => counts.wrongSecrets(client, keyId),
      addWrongSecret: (client, keyId) => counts.addWrongSecret(client, keyId),
      forgetCounts: keyIds => counts.forget(keyIds),
      beginWork: (work, userId) => {
        const beginning = this.#works.begin(work, userId)
        if (beginning === 'begun') works.push([work, userId])
        return beginning
      },
      endWork: (work, userId) => {
        this.#works.end(work, userId)
        works.splice(
          works.findIndex(([kind, ofUser]) => kind === work && ofUser === userId),
          1,
        )
      },
      readMetrics: () => this.#metrics.read(this.#listening),
      wake: job => this.#jobs?.line.tell('wake', job),
    }
  }
}
