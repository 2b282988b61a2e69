import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { StoredMetric } from '../api/metrics.ts'
import type { Sample } from '../api/samples.ts'
import type { UnitSystem } from '../api/session.ts'
import { Chart } from '../chart/chart.tsx'
import { ChartNumbers } from '../chart/chart-numbers.tsx'
import { sayTime } from '../words/dates.ts'
import { nameMetric } from '../words/metric-names.ts'
import { unitOf } from '../words/units.ts'
import { Downloads } from './downloads.tsx'
import { drawBuckets } from './draw-buckets.ts'
import { drawSamples } from './draw-samples.ts'
import { SpanFigures } from './figures.tsx'
import { NothingThen } from './nothing-then.tsx'
import { columnsOf } from './number-columns.ts'
import type { Row } from './picture.ts'
import { saySpan } from './say-span.ts'
import { saySummary } from './say-summary.ts'
import { type Horizon, type Span, spanBefore, zoomInto } from './span.ts'
import type { Shown } from './use-shown.ts'
import { useSummary } from './use-summary.ts'

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
  const serviceUnit =
    'points' in shown ? shown.points.unit : unitOfSamples(shown.samples.samples, stored.unit)
  const unit = useMemo(() => unitOf({ metric, unit: serviceUnit }, system), [metric, serviceUnit, system])
  const picture = useMemo(
    () =>
      'points' in shown
        ? drawBuckets(shown.points, span, unit)
        : drawSamples(
            // What does not convert cannot stand beside it.
            shown.samples.samples.filter(sample => sample.unit === serviceUnit),
            { title, span, unit, timezone },
          ),
    [shown, title, unit, serviceUnit, timezone],
  )
  // After the chart, so that no question of a whole year holds it up.
  const { summary, is } = useSummary(metric, span, shown.sources, horizon)
  const previous = useMemo(() => spanBefore(span, horizon), [span, horizon])
  const before = useSummary(metric, previous, shown.sources, horizon)
  if (picture.rows.every(row => row === undefined || row.count === 0)) {
    return (
      <div class="span-empty">
        <NothingThen stored={stored} shown={shown} horizon={horizon} />
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
      {summary && <SpanFigures span={span} summary={summary} before={before} unit={unit} horizon={horizon} />}
      {is === 'asked' && <div class="figures-place skeleton" />}
      <Chart
        summary={`${title}, ${said}${summary ? `: ${saySummary(summary, span, unit)}` : ''}`}
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

/** Samples of a metric that the catalogue does not know may have several: the newest counts, where there is some of it. */
const unitOfSamples = (samples: readonly Sample[], newest: string): string =>
  samples.some(({ unit }) => unit === newest) ? newest : (samples[0]?.unit ?? newest)
