import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { StoredMetric } from '../api/metrics.ts'
import type { UnitSystem } from '../api/session.ts'
import { changeQuery, goTo, hrefTo } from '../frame/location.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { askAhead } from './ask-ahead.ts'
import { readSources } from './questions.ts'
import { SourceChoice } from './source-choice.tsx'
import {
  earlier,
  type Horizon,
  later,
  type RangeName,
  rangeNames,
  readLast,
  readRange,
  readSpan,
  type Span,
  spanOf,
  writeSpan,
} from './span.ts'
import { RangeChoice, SpanSteps } from './span-choice.tsx'
import { SpanView } from './span-view.tsx'
import { useShown } from './use-shown.ts'

/** What the address asks for of a metric, and the ways to ask for something else. */
export function MetricSpan({
  stored,
  query,
  system,
  horizon,
}: {
  stored: StoredMetric
  query: URLSearchParams
  system: UnitSystem
  horizon: Horizon
}): JSX.Element {
  const { metric } = stored
  const asked = String(query)
  const span = useMemo(() => readSpan(query, horizon), [asked, horizon])
  const sources = useMemo(() => readSources(query), [asked])
  const range = readRange(query)
  const isZoomed = span.range === 'free'
  const shown = useShown(metric, span, sources)

  const change = (to: Span) => changeQuery(writeSpan(to, horizon))
  // A step of the history of its own, so that the way back is the browser's too.
  const zoom = (to: Span) =>
    goTo(hrefTo(['metric', metric], { ...Object.fromEntries(query), ...writeSpan(to, horizon) }))
  const zoomOut = () => changeQuery({ zoom: undefined })
  const baseOf = (name: RangeName) => spanOf(name, readLast(query, horizon), horizon)

  useEffect(() => {
    if (!isZoomed) return
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) zoomOut()
    }
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [isZoomed])

  const isThere = shown.data?.span === span
  useEffect(() => {
    if (!isThere) return
    const steps = [earlier(span, horizon), later(span, horizon)].filter(step => step !== undefined)
    return askAhead(metric, [...rangeNames.map(baseOf), ...steps], sources, horizon)
  }, [isThere, metric, span, sources])

  return (
    <div class="metric">
      <div class="metric-choices">
        <RangeChoice range={isZoomed ? undefined : range} onChange={name => change(baseOf(name))} />
        {(stored.sources.length > 1 || sources.rule !== 'merged') && (
          <SourceChoice sources={sources} known={stored.sources} onChange={changeQuery} />
        )}
      </div>
      <section class="card metric-card" aria-labelledby="metric-span">
        <SpanSteps
          span={span}
          horizon={horizon}
          base={isZoomed ? range : undefined}
          onChange={change}
          onZoom={zoom}
          onZoomOut={zoomOut}
        />
        <Answered answer={shown} skeleton={<Skeleton height="30rem" />}>
          {data => <SpanView stored={stored} shown={data} system={system} horizon={horizon} onZoom={zoom} />}
        </Answered>
      </section>
    </div>
  )
}
