import type { ClientBase } from 'pg'
import { groupingSeconds } from './grouping-seconds.ts'
import type { RolledUp } from './rollups.ts'
import type { Row } from './storage-kind.ts'

export const HOUR_S = 3_600

/** The samples of one source of a metric within one grouping: what rollups are made of. */
export interface Stream {
  metric: string
  unit: string
  groupingS: number
  source: string
}

/** Finds the stream that a row is of. */
export class Streams<T extends Stream> {
  private readonly create: (stream: Stream) => T
  private readonly byName = new Map<string, T>()
  /** Samples mostly come stream by stream. */
  private last: T | undefined

  constructor(create: (stream: Stream) => T) {
    this.create = create
  }

  of(rolledUp: RolledUp, row: Row): T {
    const metric = typeof rolledUp.metric === 'string' ? rolledUp.metric : rolledUp.metric(row)
    const unit = typeof rolledUp.unit === 'string' ? rolledUp.unit : rolledUp.unit(row)
    const groupingS = groupingSeconds(row.grouped as boolean, row.duration_s as number)
    const source = row.source as string
    const { last } = this
    if (
      last?.metric === metric &&
      last.unit === unit &&
      last.groupingS === groupingS &&
      last.source === source
    ) {
      return last
    }
    const name = `${metric}\0${unit}\0${groupingS}\0${source}`
    let stream = this.byName.get(name)
    if (!stream) {
      stream = this.create({ metric, unit, groupingS, source })
      this.byName.set(name, stream)
    }
    this.last = stream
    return stream
  }

  all(): T[] {
    return [...this.byName.values()]
  }
}

/** A stream between the hours of these moments, in epoch seconds. */
export interface Stretch {
  stream: Stream
  firstS: number
  lastS: number
}

/**
 * The stretches in which nothing is stored behind their first hour. Rollups tell: there are some where samples are. The
 * first hour may hold what came right before. The limit has PostgreSQL look for each stretch in the index: of `not exists`
 * it makes a join with all rollups that there are.
 */
export async function findNewStretches<T extends Stretch>(
  client: ClientBase,
  userId: string,
  stretches: readonly T[],
): Promise<Set<T>> {
  if (stretches.length === 0) return new Set()
  const { rows } = await client.query<{ index: number }>(
    `select index::integer - 1 as index
     from unnest($2::text[], $3::text[], $4::double precision[], $5::text[], $6::double precision[], $7::double precision[])
       with ordinality as stretch (metric, unit, grouping_s, source, first_s, last_s, index)
     where (
       select true from sample_rollups as stored
       where user_id = $1 and stored.metric = stretch.metric and resolution_min = 60
         and component in ('', 'systolic', 'diastolic') and stored.unit = stretch.unit
         and stored.grouping_s = stretch.grouping_s and stored.source = stretch.source
         and bucket_start >= to_timestamp(first_s) and bucket_start <= to_timestamp(last_s)
       limit 1
     ) is null`,
    [
      userId,
      stretches.map(({ stream }) => stream.metric),
      stretches.map(({ stream }) => stream.unit),
      stretches.map(({ stream }) => stream.groupingS),
      stretches.map(({ stream }) => stream.source),
      stretches.map(({ firstS }) => nextHour(firstS)),
      stretches.map(({ lastS }) => lastS),
    ],
  )
  return new Set(rows.map(({ index }) => stretches[index]!))
}

/** The start of the hour of UTC that a moment lies in; both in epoch seconds. */
export const startOfHour = (momentS: number): number => momentS - (((momentS % HOUR_S) + HOUR_S) % HOUR_S)

/** The start of the hour behind that. */
export const nextHour = (momentS: number): number => startOfHour(momentS) + HOUR_S
