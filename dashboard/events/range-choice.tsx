import type { JSX } from 'preact'
import { Icon } from '../frame/icon.tsx'
import { changeQuery } from '../frame/location.ts'
import { Segmented } from '../frame/segmented.tsx'
import { sayDateRange } from '../words/dates.ts'
import { besideRange, type Range, rangeNames } from './range.ts'

/** How many days, and which: both are in the address. */
export function RangeChoice({ range, today }: { range: Range; today: string }): JSX.Element {
  const go = (step: -1 | 1) => {
    const to = besideRange(range, step)
    changeQuery({ to: to < today ? to : undefined })
  }
  return (
    <div class="range">
      <Segmented
        label="Range"
        options={rangeNames}
        value={range.name}
        onChange={name => changeQuery({ range: name })}
      />
      <div class="range-days">
        {range.name !== 'all' && (
          <button type="button" class="button quiet icon-only" aria-label="Earlier" onClick={() => go(-1)}>
            <Icon name="back" />
          </button>
        )}
        <span class="number" aria-live="polite">
          {sayDateRange(range.from, range.to)}
        </span>
        {range.name !== 'all' && (
          <button
            type="button"
            class="button quiet icon-only"
            aria-label="Later"
            // Disabled it would lose the focus under the finger of whoever steps by keyboard.
            aria-disabled={range.to >= today}
            onClick={() => range.to < today && go(1)}
          >
            <Icon name="forward" />
          </button>
        )}
      </div>
    </div>
  )
}
