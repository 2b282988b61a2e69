import type { Incoming, IncomingSleepNight, IncomingSleepStage, Place } from '../incoming.ts'
import type { JsonObject } from '../json-object.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { joinSources, type MetricHeader, readDatum } from './datum.ts'

const nightKeys = [
  'totalSleep',
  'asleep',
  'core',
  'deep',
  'rem',
  'awake',
  'inBed',
  'sleepStart',
  'inBedStart',
]

/** Sleep comes as segments (they have a `value`) or as summarised nights; a datum that is neither is read as any other. */
export function readSleep(datum: JsonObject, header: MetricHeader, place: Place): Incoming {
  if (says(datum, 'value') && (says(datum, 'start') || says(datum, 'startDate') || says(datum, 'date'))) {
    return readStage(datum, header, place)
  }
  if (nightKeys.some(key => says(datum, key))) return readNight(datum, header, place)
  return readDatum(datum, header, place)
}

/** `{startDate, endDate, qty, value, source}` or, newer, `{start, end, …}`; `qty` only says the interval again, in hours. */
function readStage(datum: JsonObject, header: MetricHeader, place: Place): Incoming {
  const fields = takeFields(datum)
  const stage: IncomingSleepStage = {
    kind: 'sleep_stage',
    startedAt: fields.take('startDate', 'start', 'date'),
    endedAt: fields.take('endDate', 'end'),
    stage: fields.take('value'),
    source: takeSource(fields, datum, 'source') ?? header.source,
    ...place,
  }
  fields.take('qty')
  const detail = fields.rest()
  if (detail) stage.detail = detail
  return stage
}

/**
 * A night, as any version of the app summarised it: `{date, asleep, inBed, sleepStart, sleepEnd, …}`, since 6.6.2 with
 * core, deep, rem and awake, later with totalSleep. Before 6.6.2 sleep and bed had a source each.
 */
function readNight(datum: JsonObject, header: MetricHeader, place: Place): Incoming {
  const fields = takeFields(datum)
  const night: IncomingSleepNight = {
    kind: 'sleep_night',
    recordedAt: fields.take('date'),
    sleepStart: fields.take('sleepStart'),
    sleepEnd: fields.take('sleepEnd'),
    inBedStart: fields.take('inBedStart'),
    inBedEnd: fields.take('inBedEnd'),
    totals: {
      total: fields.take('totalSleep'),
      asleep: fields.take('asleep'),
      core: fields.take('core'),
      deep: fields.take('deep'),
      rem: fields.take('rem'),
      awake: fields.take('awake'),
      inBed: fields.take('inBed'),
    },
    unit: fields.take('units', 'unit') ?? header.unit,
    source: takeSource(fields, datum, 'source', 'sleepSource', 'inBedSource') ?? header.source,
    ...place,
  }
  if (datum.inBedSource === night.source) fields.take('inBedSource')
  if (header.groupedSeconds !== undefined) night.groupedSeconds = header.groupedSeconds
  const detail = fields.rest()
  if (detail) night.detail = detail
  return night
}

/** The source under one of the keys, else a list of them in `sources`. */
function takeSource(fields: Fields, datum: JsonObject, ...keys: string[]): unknown {
  const source = fields.take(...keys)
  if (source !== undefined) return source
  const joined = joinSources(datum.sources)
  if (joined !== undefined) fields.take('sources')
  return joined
}

function says(datum: JsonObject, key: string): boolean {
  return datum[key] !== undefined && datum[key] !== null
}
