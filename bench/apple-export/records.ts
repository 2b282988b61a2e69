import { formatTime, type History, timeAt } from './export-time.ts'
import { pressureHalves, type RecordSeries, recordSeries } from './record-series.ts'
import { type Random, seededRandom } from './seeded-random.ts'
import { sourceAttributes } from './sources.ts'

/** What an export is made from: the same of it are the same bytes. */
export interface ExportPlan {
  history: History
  xmlBytes: number
  seed: number
  /** Without malformations and absurd values. */
  clean: boolean
}

const HOUR = 3600
/** Until the phone has a record of the watch. */
const ARRIVES_AFTER_SECONDS = 400

/** As many as the share of the series has room for. */
export function countRecords(plan: ExportPlan, series: RecordSeries): number {
  // Halves of a pair: as many of one as of the other.
  const measured = series === pressureHalves[1] ? pressureHalves[0] : series
  const random = seededRandom(plan.seed)
  let bytes = 0
  const trials = 50
  for (let trial = 0; trial < trials; trial++) {
    const startedAt = plan.history.from + trial
    bytes += Buffer.byteLength(
      renderRecord(measured, { part: trial / trials, startedAt, endedAt: startedAt, random }),
    )
  }
  return Math.max(1, Math.round((measured.share * plan.xmlBytes) / (bytes / trials)))
}

/**
 * The records of a series, spread over the history. Moments and values are drawn apart, so that series of as many records
 * and the same hours are recorded at the same moments.
 */
export function* renderRecords(plan: ExportPlan, series: RecordSeries): Generator<string> {
  const count = countRecords(plan, series)
  const moments = seededRandom(plan.seed)
  const random = seededRandom(plan.seed + 1 + recordSeries.indexOf(series))
  const draw = (index: number) => {
    // Less than the whole of a step, or two of them could be the same second (or the same hour).
    const late = series.lasts === 'hour' ? 0 : moments() * 0.8
    const position = ((index + late) / count) * plan.history.days
    const time = timeAt(plan.history, position, series.hours ?? [0, 24])
    return series.lasts === 'hour' ? time - (time % HOUR) : time
  }
  let startedAt = draw(0)
  for (let index = 0; index < count; index++) {
    const next = draw(index + 1)
    const endedAt = endOf(series, startedAt, next)
    yield renderRecord(series, { part: index / count, startedAt, endedAt, random })
    startedAt = next
  }
}

function endOf({ lasts = 0 }: RecordSeries, startedAt: number, next: number): number {
  if (lasts === 'hour') return startedAt + HOUR
  // The next one may be of another day.
  return lasts === 'next' ? Math.min(next, startedAt + HOUR) : startedAt + lasts
}

interface Moment {
  /** Of the history: 0 at its beginning, below 1. */
  part: number
  startedAt: number
  endedAt: number
  random: Random
}

function renderRecord(series: RecordSeries, { part, startedAt, endedAt, random }: Moment): string {
  const from = sourceAttributes(series.source, part, random)
  const unit = series.unit === undefined ? '' : ` unit="${series.unit}"`
  const started = formatTime(startedAt)
  const ended = endedAt === startedAt ? started : formatTime(endedAt)
  const created = formatTime(endedAt + Math.floor(random() * ARRIVES_AFTER_SECONDS))
  const attributes = `type="${series.type}"${from}${unit} creationDate="${created}" startDate="${started}" endDate="${ended}" value="${series.value(random)}"`
  const inner = series.inner?.(random, startedAt)
  return inner === undefined ? ` <Record ${attributes}/>\n` : ` <Record ${attributes}>\n${inner} </Record>\n`
}

/** Joins the halves of blood pressures, which are below the root as well: the phone writes both twice. */
export function* renderCorrelations(plan: ExportPlan): Generator<string> {
  const [systolic, diastolic] = pressureHalves.map(series => renderRecords(plan, series))
  for (const first of systolic!) {
    const second = diastolic!.next().value
    const [, from, dates] = / (sourceName=".*?) unit=".*?" (creationDate=".*?") value=/.exec(first)!
    yield ` <Correlation type="HKCorrelationTypeIdentifierBloodPressure" ${from} ${dates}>\n ${first} ${second} </Correlation>\n`
  }
}
