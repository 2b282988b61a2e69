import { readEachEnvelope } from '../each-envelope.ts'
import { readFlatRecord } from '../flat-record.ts'
import type { Format } from '../format.ts'
import type { Incoming, IncomingSample, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readEach } from '../read-each.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { dayFields, seriesFields } from './day-fields.ts'
import { namesIn } from './names-in.ts'

/**
 * The app Health.md: `{schema: "healthmd.api_export", records: [{date, activity: {steps, …}, heart, sleep, …}],
 * failed_date_details}`. A day is one item: its figures are samples and a night, and the rest an event of the day; the
 * readings and stages within it are items of their own. Facts: docs of github.com/CodyBontecou/health-md.
 */
export const healthMd: Format = {
  name: 'health-md',
  recognises: isExport,
  read: body => readEachEnvelope(body, isExport, readExport),
}

const daySeconds = 86_400

function isExport(value: unknown): value is JsonObject {
  return isJsonObject(value) && value.schema === 'healthmd.api_export' && Array.isArray(value.records)
}

function* readExport(envelope: JsonObject, path: string): Generator<Incoming, void, undefined> {
  yield* readEach(envelope.records as unknown[], `${path}/records`, (day, place) =>
    isJsonObject(day)
      ? readDay(day, place)
      : { kind: 'nothing', countedAs: 'health_md_day', detail: 'not an object', ...place },
  )
  const failed = Array.isArray(envelope.failed_date_details) ? envelope.failed_date_details : []
  for (const index of failed.keys()) {
    yield {
      kind: 'nothing',
      countedAs: 'health_md_day',
      detail: 'Health.md could not read this day: export it again in the app',
      path: `${path}/failed_date_details`,
      index,
    }
  }
}

function* readDay(day: JsonObject, place: Place): Generator<Incoming, void, undefined> {
  const at = `${place.path}/${place.index}`
  const sections = new Map<string, Fields>()
  for (const name of Object.keys(day)) {
    const section = day[name]
    if (isJsonObject(section)) sections.set(name, takeFields(section))
  }
  const inner = [...readSeries(day, sections, at), ...readStages(day, sections, at)]
  const shared = { countedAs: 'health_md_day', recordedAt: day.date, groupedSeconds: daySeconds, ...place }
  for (const [section, key, metric, unit] of dayFields) {
    const value = sections.get(section)?.takeText(key)
    if (value !== undefined) yield { kind: 'sample', metric, value, unit, ...shared }
  }
  const heartRate = readHeartRate(sections.get('heart'))
  if (heartRate) yield { ...heartRate, ...shared }
  const night = readNight(sections.get('sleep'))
  if (night) yield { kind: 'sleep_night', unit: 's', ...night, ...shared }
  const detail = keepRest(day, sections)
  const holds = namesIn(detail)
  yield {
    kind: 'event',
    type: 'health_md_day',
    startedAt: day.date,
    // The day grows until it ends: it is the same event by its date, whatever it holds.
    clientId: day.date,
    unknownType: true,
    detail,
    ...(holds.length > 0 && { holds }),
    countedAs: 'health_md_day',
    ...place,
  }
  yield* inner
}

function readHeartRate(heart: Fields | undefined): Pick<IncomingSample, 'kind' | 'metric'> | undefined {
  const min = heart?.takeText('heartRateMin')
  const avg = heart?.takeText('averageHeartRate')
  const max = heart?.takeText('heartRateMax')
  const isMeasured = [min, avg, max].some(value => value !== undefined)
  const sample = { kind: 'sample', metric: 'heart_rate', min, avg, max, unit: 'count/min' } as const
  return isMeasured ? sample : undefined
}

function readNight(sleep: Fields | undefined) {
  if (!sleep) return undefined
  const totals = {
    total: sleep.takeText('totalDuration'),
    core: sleep.takeText('coreSleep'),
    deep: sleep.takeText('deepSleep'),
    rem: sleep.takeText('remSleep'),
    awake: sleep.takeText('awakeTime'),
    inBed: sleep.takeText('inBedTime'),
  }
  if (Object.values(totals).every(value => value === undefined)) return undefined
  return { sleepStart: sleep.takeText('bedtimeISO'), sleepEnd: sleep.takeText('wakeTimeISO'), totals }
}

function* readSeries(day: JsonObject, sections: Map<string, Fields>, at: string): Generator<Incoming> {
  for (const [section, key, metric, unit] of seriesFields) {
    const readings = listIn(day, section, key)
    if (readings.length > 0) sections.get(section)?.take(key)
    yield* readEach(readings, `${at}/${section}/${key}`, (reading, place) =>
      isJsonObject(reading)
        ? readFlatRecord({ unit, ...reading }, place, { metric })
        : { kind: 'nothing', countedAs: metric, detail: 'not an object', ...place },
    )
  }
}

/** `sleepStages: [{stage, startDate, endDate, durationSeconds}]` */
function* readStages(day: JsonObject, sections: Map<string, Fields>, at: string): Generator<Incoming> {
  const stages = listIn(day, 'sleep', 'sleepStages')
  if (stages.length > 0) sections.get('sleep')?.take('sleepStages')
  yield* readEach(stages, `${at}/sleep/sleepStages`, (stage, place) =>
    isJsonObject(stage)
      ? readFlatRecord(stage, place, { metric: 'sleep_analysis' })
      : { kind: 'nothing', countedAs: 'sleep_analysis', detail: 'not an object', ...place },
  )
}

function listIn(day: JsonObject, section: string, key: string): readonly unknown[] {
  const holder = day[section]
  const list = isJsonObject(holder) ? holder[key] : undefined
  return Array.isArray(list) ? list : []
}

/** The day without what became a record of its own. */
function keepRest(day: JsonObject, sections: Map<string, Fields>): Record<string, unknown> {
  const detail = createBareObject<unknown>()
  for (const name of Object.keys(day)) {
    const section = sections.get(name)
    const left = section ? section.rest() : day[name]
    if (name !== 'date' && left !== undefined && left !== null) detail[name] = left
  }
  return detail
}
