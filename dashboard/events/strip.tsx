import type { JSX } from 'preact'
import { changeQuery } from '../frame/location.ts'
import { sayDate } from '../words/dates.ts'
import { type Range, sayColumn } from './range.ts'

export type Tone = 'full' | 'half' | 'other'

/** What happened in one column, as a bar of this height: 0 to 1. */
export interface Cell {
  height: number
  tone: Tone
  /** `Severe, 2 times` */
  title: string
}

export interface StripRow {
  label: string
  /** Beside the label: `12 days` */
  note: string
  /** One for each column of the range. */
  cells: readonly (Cell | undefined)[]
}

const GAP = 0.14

/**
 * A calendar that is one line for each thing that happens: its bars are as high as it was strong. What it says stands in the list
 * of entries too.
 * @param name the row that the view is narrowed to
 */
export function Strip({
  rows,
  range,
  name,
  legend,
}: {
  rows: readonly StripRow[]
  range: Range
  name: string | undefined
  legend: readonly { cell: Omit<Cell, 'title'>; label: string }[]
}): JSX.Element {
  const count = range.columns.length
  const ground = `M0 0${range.columns.map((_, index) => `M${index + GAP / 2} 0h${1 - GAP}v1h-${1 - GAP}z`).join('')}`
  const marks = [range.columns[0], range.columns[Math.floor((count - 1) / 2)], range.columns.at(-1)].filter(
    (column, index, all) => column !== undefined && all.indexOf(column) === index,
  )
  return (
    <div class="strip">
      <ul class="strip-rows">
        {rows.map(row => (
          <li key={row.label} class="strip-row">
            <span class="strip-label">
              <button
                type="button"
                class="strip-name"
                aria-pressed={name === row.label}
                onClick={() => changeQuery({ name: name === row.label ? undefined : row.label })}
              >
                {row.label}
              </button>
              <span class="small number">{row.note}</span>
            </span>
            <svg class="strip-cells" viewBox={`0 0 ${count} 1`} preserveAspectRatio="none" aria-hidden="true">
              <path class="strip-ground" d={ground} />
              {row.cells.map(
                (cell, index) =>
                  cell && (
                    <rect
                      key={index}
                      class={`strip-cell strip-${cell.tone}`}
                      x={index + GAP / 2}
                      width={1 - GAP}
                      y={1 - cell.height}
                      height={cell.height}
                    >
                      <title>{`${sayColumn(range.columns[index]!)}: ${cell.title}`}</title>
                    </rect>
                  ),
              )}
            </svg>
          </li>
        ))}
      </ul>
      <p class="strip-marks small number" aria-hidden="true">
        {marks.map(column => column && <span key={column.from}>{sayDate(column.from)}</span>)}
      </p>
      <ul class="strip-legend small">
        {legend.map(({ cell, label }) => (
          <li key={label}>
            <svg viewBox="0 0 1 1" aria-hidden="true">
              <path class="strip-ground" d="M0 0h1v1h-1z" />
              <rect
                class={`strip-cell strip-${cell.tone}`}
                x="0"
                width="1"
                y={1 - cell.height}
                height={cell.height}
              />
            </svg>
            {label}
          </li>
        ))}
      </ul>
    </div>
  )
}
