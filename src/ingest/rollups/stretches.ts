import type { ClientBase } from 'pg'
import { prepared } from '../../database/prepared.ts'
import { nextHour } from './hours.ts'
import {
  encodeStreams,
  type Stream,
  streamColumns,
  streamParameters,
  streamParametersUnseen,
  unseen,
} from './streams.ts'

/** A stream between the hours of these moments, in epoch seconds. */
export interface Stretch extends Stream {
  firstS: number
  lastS: number
}

/** A stretch of a stream that has its number. */
export interface Numbered<T> {
  stream: T
  id: number
  /** Nothing is stored in it behind its first hour. */
  isEmpty: boolean
}

/** As a stretch was when it was asked about: it may have grown since. */
interface Found {
  id: number | null
  isEmpty: boolean
  firstS: number
  lastS: number
}

/** Finds stretches for one transaction, which asks about most of them twice: before it writes rows, and before their rollups. */
export class Stretches {
  private readonly client: ClientBase
  private readonly userId: string
  private readonly found = new Map<Stretch, Found>()

  constructor(client: ClientBase, userId: string) {
    this.client = client
    this.userId = userId
  }

  /**
   * What is known of stretches: the number of their stream, null where it has none yet, and whether nothing is stored behind
   * their first hour, which may hold what came right before. Right only before rollups of them are written.
   */
  async find<T extends Stretch>(
    stretches: readonly T[],
  ): Promise<(Omit<Numbered<T>, 'id'> & { id: number | null })[]> {
    const unknown = stretches.filter(stretch => !this.knows(stretch))
    if (unknown.length > 0) {
      const rows = await findStretches(this.client, this.userId, unknown)
      for (const [index, row] of rows.entries()) {
        const { firstS, lastS } = unknown[index]!
        this.found.set(unknown[index]!, { ...row, firstS, lastS })
      }
    }
    return stretches.map(stream => {
      const { id, isEmpty } = this.found.get(stream)!
      return { stream, id, isEmpty }
    })
  }

  /**
   * Whether nothing is stored in these streams behind the hours in which they begin, however late. Right only before rollups of
   * them are written.
   */
  async areEmpty(stretches: readonly Stretch[]): Promise<boolean> {
    const endless = stretches.map(stretch => ({ ...stretch, lastS: Infinity }))
    const rows = await findStretches(this.client, this.userId, endless)
    for (const [index, row] of rows.entries()) {
      const stretch = stretches[index]!
      this.found.set(stretch, { ...row, firstS: endless[index]!.firstS, lastS: Infinity })
    }
    return rows.every(({ isEmpty }) => isEmpty)
  }

  /** As {@link find}, with a number for each stream. Right only while nobody else writes this user's rows. */
  async number<T extends Stretch>(stretches: readonly T[]): Promise<Numbered<T>[]> {
    const found = await this.find(stretches)
    const unnumbered = found.filter(({ id }) => id === null).map(({ stream }) => stream)
    if (unnumbered.length === 0) return found as Numbered<T>[]
    const ids = (await createStreams(this.client, this.userId, unnumbered)).values()
    return found.map(one => ({ ...one, id: one.id ?? ids.next().value! }))
  }

  private knows(stretch: Stretch): boolean {
    const found = this.found.get(stretch)
    if (found?.firstS !== stretch.firstS) return false
    return found.lastS === stretch.lastS || (found.isEmpty && found.lastS > stretch.lastS)
  }
}

/**
 * Of each stretch, in their order. Rollups tell: there are some where samples are. The offset and the limit have PostgreSQL
 * look for each stretch in an index: otherwise it joins them with all streams and rollups.
 */
async function findStretches(
  client: ClientBase,
  userId: string,
  stretches: readonly Stretch[],
): Promise<{ id: number | null; isEmpty: boolean }[]> {
  const { rows } = await client.query<{ id: number | null; isEmpty: boolean }>(
    prepared(
      `select id, id is null or (
         select true from sample_rollups
         where user_id = $1 and stream_id = stream.id and resolution_min = 60
           and bucket_start >= to_timestamp(first_s) and bucket_start <= to_timestamp(last_s)
         limit 1
       ) is null as "isEmpty"
       from unnest(${streamParametersUnseen}, ${unseen('$7::double precision[]')}, ${unseen('$8::double precision[]')})
         with ordinality as stretch (${streamColumns}, first_s, last_s, position)
       left join lateral (
         select id from sample_streams as known
         where user_id = $1 and known.metric = stretch.metric and known.component = stretch.component
           and known.unit = stretch.unit and known.grouping_s = stretch.grouping_s and known.source = stretch.source
         offset 0
       ) as stream on true
       order by position`,
      [
        userId,
        ...encodeStreams(stretches),
        stretches.map(({ firstS }) => nextHour(firstS)),
        stretches.map(({ lastS }) => lastS),
      ],
    ),
  )
  return rows
}

/** @returns their numbers, in the order of the streams */
async function createStreams(
  client: ClientBase,
  userId: string,
  streams: readonly Stream[],
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `with given as (
       select * from unnest(${streamParameters}) with ordinality as stream (${streamColumns}, position)
     ), created as (
       insert into sample_streams (user_id, id, ${streamColumns})
       select $1, (select coalesce(max(id), 0) from sample_streams where user_id = $1) + position::integer, ${streamColumns}
       from given order by position
       returning id, ${streamColumns}
     )
     select id from given join created using (${streamColumns}) order by position`,
    [userId, ...encodeStreams(streams)],
  )
  return rows.map(({ id }) => id)
}
