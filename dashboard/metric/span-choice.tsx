import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../frame/icon.tsx'
import { Segmented } from '../frame/segmented.tsx'
import { DateChoice } from './date-choice.tsx'
import { rangeTitles, saySpan } from './say-span.ts'
import { earlier, type Horizon, later, type RangeName, rangeNames, type Span } from './span.ts'

/** @param range undefined: none of them, but a span of one's own */
export function RangeChoice({
  range,
  onChange,
}: {
  range: RangeName | undefined
  onChange(range: RangeName): void
}): JSX.Element {
  return (
    <div class="range-choice">
      <Segmented<RangeName | ''>
        label="Range"
        value={range ?? ''}
        options={rangeNames.map(name => ({ value: name, label: rangeTitles[name] }))}
        onChange={name => {
          if (name !== '') onChange(name)
        }}
      />
    </div>
  )
}

/** Says which time is shown, and steps to others. */
export function SpanSteps({
  span,
  horizon,
  base,
  onChange,
  onZoom,
  onZoomOut,
}: {
  span: Span
  horizon: Horizon
  /** The range to which zooming out leads; undefined where nobody has zoomed in. */
  base: RangeName | undefined
  onChange(span: Span): void
  onZoom(span: Span): void
  onZoomOut(): void
}): JSX.Element {
  const [isChoosing, setChoosing] = useState(false)
  const before = earlier(span, horizon)
  const after = later(span, horizon)
  const step = (name: 'back' | 'forward', label: string, to: Span | undefined) => (
    <button
      type="button"
      class="button icon-only"
      aria-label={label}
      // Disabled it would lose the focus under the finger of whoever steps by keyboard.
      aria-disabled={to === undefined}
      onClick={() => to && onChange(to)}
    >
      <Icon name={name} />
    </button>
  )
  return (
    <header class="span-steps">
      <h2 id="metric-span" aria-live="polite">
        {saySpan(span, horizon)}
      </h2>
      <div class="span-buttons">
        {base !== undefined && (
          <button type="button" class="button" onClick={onZoomOut}>
            Back to {rangeTitles[base].toLowerCase()}
          </button>
        )}
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
          <Icon name="events" />
          Choose dates
        </button>
        {span.range !== 'all' && (
          <>
            {step('back', 'Earlier', before)}
            {step('forward', 'Later', after)}
          </>
        )}
      </div>
      {isChoosing && (
        <DateChoice span={span} horizon={horizon} onChoose={onZoom} onClose={() => setChoosing(false)} />
      )}
    </header>
  )
}
