import { median } from '../figures/quantile.ts'

/** One go of one side. */
export interface Figure {
  seconds: number
  records: number
  cpuSeconds?: number
}

/** What was measured, by the name of its side; the n-th of each was measured in the same round. */
export class Figures {
  readonly #bySide = new Map<string, Figure[]>()

  add(side: string, figure: Figure): void {
    const figures = this.#bySide.get(side) ?? []
    this.#bySide.set(side, figures)
    figures.push(figure)
  }

  /** Records in a second, the median. */
  rate(side: string): number {
    return median(this.#of(side).map(rateOf))
  }

  /** How many times as fast as another side: the median of what it was in each round. */
  ratio(side: string, of: string): number {
    const others = this.#of(of)
    return median(this.#of(side).map((figure, round) => rateOf(figure) / rateOf(others[round]!)))
  }

  /** What a record cost its server, in microseconds of a processor; undefined where nobody counted. */
  cpuMicroseconds(side: string): number | undefined {
    const figures = this.#of(side)
    const seconds = figures.reduce((sum, { cpuSeconds = 0 }) => sum + cpuSeconds, 0)
    const records = figures.reduce((sum, figure) => sum + figure.records, 0)
    return seconds > 0 ? (seconds / records) * 1e6 : undefined
  }

  #of(side: string): Figure[] {
    const figures = this.#bySide.get(side)
    if (!figures) throw new Error(`${side} was not measured`)
    return figures
  }
}

const rateOf = ({ records, seconds }: Figure): number => records / seconds
