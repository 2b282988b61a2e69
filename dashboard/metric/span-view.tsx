import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { StoredMetric } from '../api/metrics.ts'
import type { UnitSystem } from '../api/session.ts'
import type { Statistics } from '../api/statistics.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Chart } from '../chart/chart.tsx'
import { ChartNumbers, type Column } from '../chart/chart-numbers.tsx'
import { changeQuery } from '../frame/location.ts'
import { Empty } from '../frame/states.tsx'
import { sayDay, sayTime } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayNumber, sayQuantity, sayRange } from '../words/numbers.ts'
import { sayAgo } from '../words/relative-times.ts'
import { type ShownUnit, unitOf } from '../words/units.ts'
import { Downloads } from './downloads.tsx'
import { drawBuckets } from './draw-buckets.ts'
import { drawSamples } from './draw-samples.ts'
import { SpanFigures } from './figures.tsx'
import { nameSource } from './name-source.ts'
import type { Picture, Row } from './picture.ts'
import { daysOf, type Sources } from './questions.ts'
import { nameBefore, saySpan } from './say-span.ts'
import { type Horizon, type Span, spanBefore, zoomInto } from './span.ts'
import { type Summary, sumUp } from './sum-up.ts'
import type { Shown } from './use-shown.ts'

/** A span: what it comes to, its chart, and the numbers behind it. */
export function SpanView({
  stored,
  shown,
  system,
  horizon,
  onZoom,
}: {
  stored: StoredMetric
  shown: Shown
  system: UnitSystem
  horizon: Horizon
  onZoom(span: Span): void
}): JSX.Element {
  const { metric } = stored
  const { span } = shown
  const { timezone } = horizon
  const title = nameMetric(metric, stored.title)
  const serviceUnit = 'points' in shown ? shown.points.unit : (shown.samples.samples[0]?.unit ?? stored.unit)
  const unit = useMemo(() => unitOf({ metric, unit: serviceUnit }, system), [metric, serviceUnit, system])
  const picture = useMemo(
    () =>
      'points' in shown
        ? drawBuckets(shown.points, span, unit)
        : drawSamples(shown.samples.samples, { title, span, unit, timezone }),
    [shown, title, unit, timezone],
  )
  const summary = useSummary(metric, span, shown.sources, horizon)
  if (picture.rows.every(row => row === undefined || row.count === 0)) {
    return (
      <div class="span-empty">
        <Empty title="Nothing was recorded in this time">
          <p>The newest value came {sayAgo(stored.last_at)}.</p>
          <button
            type="button"
            class="button"
            onClick={() => changeQuery({ to: horizon.lastDate, zoom: undefined })}
          >
            Go to {sayDay(stored.last_at, timezone)}
          </button>
        </Empty>
      </div>
    )
  }
  const { rows, step } = picture
  const open = (index: number) => {
    const row = rows[index]
    const to = row && zoomInto(row.fromMs, row.toMs, span, horizon)
    if (to) onZoom(to)
  }
  const canOpen = step !== 'sample' && step !== horizon.finest
  const said = saySpan(span, horizon)
  return (
    <>
      {summary ? (
        <Figures metric={metric} shown={shown} summary={summary} unit={unit} horizon={horizon} />
      ) : (
        <div class="figures-place skeleton" />
      )}
      <Chart
        summary={`${title}, ${said}${summary ? `: ${saySummary(summary, unit)}` : ''}`}
        times={picture.times}
        series={picture.series}
        draw={picture.draw}
        unit={unit.sign}
        digits={unit.digits}
        timezone={timezone}
        sayTime={time => rows[picture.times.indexOf(time)]?.when() ?? sayTime(time, timezone)}
        from={span.fromMs}
        to={span.toMs}
        height={window.innerWidth < 640 ? 220 : 320}
        onSelect={(from, to) => {
          const part = zoomInto(from, to, span, horizon)
          if (part) onZoom(part)
        }}
        {...(canOpen && { onOpen: open })}
      />
      {'points' in shown && span.step === 'sample' && (
        <p class="small">
          These are too many samples to show each. Every point is an hour: choose one to see its samples.
        </p>
      )}
      {stored.units && (
        <p class="small">
          Some of it came in {stored.units.filter(one => one !== serviceUnit).join(', ')}, which does not
          convert: the chart shows what is in {serviceUnit}, and the samples have all.
        </p>
      )}
      <div class="metric-foot">
        <ChartNumbers
          caption={`${title}, ${said}`}
          columns={columnsOf(picture, unit)}
          rows={rows.filter((row): row is Row => row !== undefined && row.count !== 0)}
        />
        <Downloads metric={metric} shown={shown} picture={picture} unit={unit} />
      </div>
    </>
  )
}

function Figures({
  metric,
  shown: { span, sources },
  summary,
  unit,
  horizon,
}: {
  metric: string
  shown: Shown
  summary: Summary
  unit: ShownUnit
  horizon: Horizon
}): JSX.Element {
  const before = useMemo(() => spanBefore(span, horizon), [span, horizon])
  return (
    <SpanFigures
      summary={summary}
      before={useSummary(metric, before, sources, horizon)}
      named={nameBefore(span, horizon)}
      span={span}
      isSoFar={span.first === span.last && span.last === horizon.today && !span.isPart}
      unit={unit}
    />
  )
}

/** What a span comes to: null where it has nothing, undefined while it is not known. */
function useSummary(
  metric: string,
  span: Span | undefined,
  sources: Sources,
  { today }: Horizon,
): Summary | null | undefined {
  const question = span && daysOf(metric, span, sources)
  const { data, outdated } = useAnswer<Statistics>(question?.path, question?.params)
  return useMemo(
    () => (data === undefined || outdated ? undefined : (sumUp(data, today) ?? null)),
    [data, outdated, today],
  )
}

function columnsOf({ heads, rows, step }: Picture, unit: ShownUnit): Column<Row>[] {
  const sign = unit.sign === '' ? '' : ` (${unit.sign})`
  return [
    { head: 'When', cell: row => row.when() },
    ...heads.map(({ name }, index) => ({
      head: `${name}${sign}`,
      isNumber: true,
      cell: (row: Row) => {
        const value = row.numbers[index]
        return value === null || value === undefined ? '–' : sayNumber(value, unit.digits)
      },
    })),
    step === 'sample' || rows.some(row => row?.source !== undefined)
      ? { head: 'Source', cell: ({ source = '' }) => nameSource(source) }
      : { head: 'Samples', isNumber: true, cell: ({ count = 0 }) => sayNumber(count) },
  ]
}

function saySummary(summary: Summary, unit: ShownUnit): string {
  const samples = `${sayNumber(summary.count)} samples`
  if (summary.is === 'sum') {
    return `${sayQuantity(summary.total, unit)} in all, ${sayQuantity(summary.perDay, unit)} on average a day, ${samples}`
  }
  if (summary.is === 'spread') {
    return `${sayQuantity(summary.average, unit)} on average, ${sayRange(summary.least.value, summary.greatest.value, unit)}, ${samples}`
  }
  const { systolic, diastolic } = summary
  return `systolic ${sayRange(systolic.min, systolic.max, unit)}, diastolic ${sayRange(diastolic.min, diastolic.max, unit)}, ${samples}`
}
