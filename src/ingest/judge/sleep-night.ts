import type { IncomingSleepNight } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement } from './judgement.ts'
import { companionFields, readSample, sampleIdentity, sourceField } from './sample.ts'
import type { StorageKind } from './storage-kind.ts'

/** A summary of one night may stretch over a nap and a long night, never over two days. */
const hoursOfNight = { unit: 'hr', range: [0, 48] } as const

const hours = (name: string) => ({ name, type: 'double precision', merge: 'latest' }) as const
const time = (name: string) => ({ name, type: 'timestamptz', merge: 'latest' }) as const

export const sleepNight: StorageKind = {
  table: 'sleep_metrics',
  identity: sampleIdentity,
  fields: [
    sourceField,
    hours('total_hours'),
    hours('asleep_hours'),
    hours('core_hours'),
    hours('deep_hours'),
    hours('rem_hours'),
    hours('awake_hours'),
    hours('in_bed_hours'),
    time('sleep_start'),
    time('sleep_end'),
    time('in_bed_start'),
    time('in_bed_end'),
    ...companionFields,
  ],
  ascending: [
    ['sleep_start', 'sleep_end'],
    ['in_bed_start', 'in_bed_end'],
  ],
  partitioned: true,
}

/** A night as its client summarised it; totals are hours unless it names another unit of time. */
export function judgeSleepNight(read: FieldReader, incoming: IncomingSleepNight): Judgement {
  const { totals } = incoming
  const total = (field: string, written: unknown) =>
    read.quantity(field, written, incoming.unit, hoursOfNight)
  const row = {
    ...readSample(read, incoming),
    total_hours: total('total', totals.total),
    asleep_hours: total('asleep', totals.asleep),
    core_hours: total('core', totals.core),
    deep_hours: total('deep', totals.deep),
    rem_hours: total('rem', totals.rem),
    awake_hours: total('awake', totals.awake),
    in_bed_hours: total('in_bed', totals.inBed),
    sleep_start: read.optionalTime('sleep_start', incoming.sleepStart),
    sleep_end: read.optionalTime('sleep_end', incoming.sleepEnd),
    in_bed_start: read.optionalTime('in_bed_start', incoming.inBedStart),
    in_bed_end: read.optionalTime('in_bed_end', incoming.inBedEnd),
  }
  for (const [start, end] of sleepNight.ascending as [keyof typeof row, keyof typeof row][]) {
    if (row[start] !== null && row[end] !== null && row[start]! > row[end]!) {
      read.reject('ends_before_start', `${end} is before ${start}`)
    }
  }
  return read.judge('sleep_analysis', () => ({ rows: [{ kind: sleepNight, row }] }))
}
