import type { Day } from './day.ts'

/** What a source is called on the phone: with a no-break space and an apostrophe that is none of ASCII. */
export const watch = 'Noa’s Apple\u00a0Watch'
export const phone = 'Noa’s iPhone'

type Datum = Record<string, unknown>

/** Gathers the metrics of one body of Health Auto Export, and leaves out whatever has not happened yet. */
export class MetricsBody {
  readonly #nowMs: number
  readonly #metrics = new Map<string, { name: string; units: string; data: Datum[] }>()

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  /** @param knownMs when the app can know of it: the end of what it covers */
  add(name: string, units: string, knownMs: number, datum: Datum): void {
    if (knownMs > this.#nowMs) return
    const key = `${name}/${units}`
    const metric = this.#metrics.get(key)
    if (metric) metric.data.push(datum)
    else this.#metrics.set(key, { name, units, data: [datum] })
  }

  /** One reading. */
  addReading(day: Day, name: string, units: string, atMs: number, qty: number, source = watch): void {
    this.add(name, units, atMs, { date: day.write(atMs), qty, source })
  }

  /** What was counted between two instants. */
  addInterval(
    day: Day,
    name: string,
    units: string,
    [startMs, endMs]: readonly [number, number],
    counted: Datum,
  ): void {
    this.add(name, units, endMs, { start: day.write(startMs), end: day.write(endMs), ...counted })
  }

  get isEmpty(): boolean {
    return this.#metrics.size === 0
  }

  toJson() {
    return { data: { metrics: [...this.#metrics.values()] } }
  }
}
