import { groupingSeconds } from '../judge/grouping-seconds.ts'
import type { Row } from '../judge/storage-kind.ts'
import type { RolledUp } from './rollups.ts'

/** The samples of one source of a metric within one grouping: what rollups are made of. */
export interface Stream {
  metric: string
  /** Which number of a sample that has two; else empty. */
  component: string
  unit: string
  groupingS: number
  source: string
}

const nameOf = ({ metric, component, unit, groupingS, source }: Stream): string =>
  `${metric}\0${component}\0${unit}\0${groupingS}\0${source}`

/** Finds the stream that a row is of. */
export class Streams<T extends Stream> {
  private readonly create: (stream: Stream) => T
  private readonly byName = new Map<string, T>()
  /** Samples mostly come stream by stream. */
  private last: T | undefined

  constructor(create: (stream: Stream) => T) {
    this.create = create
  }

  of(rolledUp: RolledUp, component: string, row: Row): T {
    const metric = typeof rolledUp.metric === 'string' ? rolledUp.metric : rolledUp.metric(row)
    const unit = typeof rolledUp.unit === 'string' ? rolledUp.unit : rolledUp.unit(row)
    const groupingS = groupingSeconds(row.grouped as boolean, row.duration_s as number)
    const source = row.source as string
    const { last } = this
    if (
      last?.metric === metric &&
      last.component === component &&
      last.unit === unit &&
      last.groupingS === groupingS &&
      last.source === source
    ) {
      return last
    }
    const name = nameOf({ metric, component, unit, groupingS, source })
    let stream = this.byName.get(name)
    if (!stream) {
      stream = this.create({ metric, component, unit, groupingS, source })
      this.byName.set(name, stream)
    }
    this.last = stream
    return stream
  }

  /** Adds a stream. @returns the one of this name that was there before; then nothing is added */
  adopt(stream: T): T | undefined {
    const name = nameOf(stream)
    const known = this.byName.get(name)
    if (!known) this.byName.set(name, stream)
    return known
  }

  all(): T[] {
    return [...this.byName.values()]
  }
}

/** The columns of a set of streams as array parameters, in the order of {@link streamColumns}. */
export const encodeStreams = (streams: readonly Stream[]): unknown[][] => [
  streams.map(({ metric }) => metric),
  streams.map(({ component }) => component),
  streams.map(({ unit }) => unit),
  streams.map(({ groupingS }) => groupingS),
  streams.map(({ source }) => source),
]

/** What names a stream in the database. */
export const streamColumns = 'metric, component, unit, grouping_s, source'
const parameters = ['$2::text[]', '$3::text[]', '$4::text[]', '$5::double precision[]', '$6::text[]']
/** SQL: the array parameters of {@link encodeStreams}, from `$2` on. */
export const streamParameters = parameters.join(', ')
/**
 * The same for a statement that every body runs: how long they are is hidden from the planner, which would plan for each length
 * anew, in more time than it takes to look.
 */
export const streamParametersUnseen = parameters.map(unseen).join(', ')

/** SQL: a parameter that plans do not depend on. */
export function unseen(parameter: string): string {
  return `(select ${parameter})`
}
