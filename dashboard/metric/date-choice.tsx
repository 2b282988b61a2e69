import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Dialog } from '../frame/dialog.tsx'
import { type Horizon, type Span, wholeDays } from './span.ts'

/** Asks for a first and a last day: the same as dragging over the chart, for whoever cannot or will not drag. */
export function DateChoice({
  span,
  horizon,
  onChoose,
  onClose,
}: {
  span: Span
  horizon: Horizon
  onChoose(span: Span): void
  onClose(): void
}): JSX.Element {
  const [first, setFirst] = useState(span.first)
  const [last, setLast] = useState(span.last > horizon.today ? horizon.today : span.last)
  const isWrong = first !== '' && last !== '' && first > last
  return (
    <Dialog title="Choose dates" onClose={onClose}>
      <form
        class="date-choice"
        onSubmit={event => {
          event.preventDefault()
          if (first > last) return
          onChoose(wholeDays('free', first, last, horizon))
          onClose()
        }}
      >
        <label class="field">
          First day
          <input
            type="date"
            required
            min="1900-01-01"
            max={horizon.today}
            value={first}
            onInput={event => setFirst(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          Last day
          <input
            type="date"
            required
            min="1900-01-01"
            max="2199-12-31"
            value={last}
            aria-invalid={isWrong}
            aria-describedby="date-choice-problem"
            onInput={event => setLast(event.currentTarget.value)}
          />
        </label>
        <p id="date-choice-problem" class="problem" role="alert">
          {isWrong ? 'The last day comes before the first. Change one of them.' : ''}
        </p>
        <button type="submit" class="button primary">
          Show these days
        </button>
      </form>
    </Dialog>
  )
}
