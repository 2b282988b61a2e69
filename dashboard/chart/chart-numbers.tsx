import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'

const ROWS_AT_ONCE = 200

export interface Column<Row> {
  head: string
  cell(row: Row): ComponentChildren
  /** Numbers stand at the end of their column. */
  isNumber?: boolean
}

/** The numbers behind a chart as a table, behind a disclosure; rows are drawn once somebody looks. */
export function ChartNumbers<Row>({
  caption,
  columns,
  rows,
}: {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const [limit, setLimit] = useState(ROWS_AT_ONCE)
  return (
    <details class="chart-numbers" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>The numbers as a table</summary>
      {isOpen && (
        // It is scrolled by keyboard too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached
        <section class="table-frame" aria-label={caption} tabIndex={0}>
          <table>
            <caption class="visually-hidden">{caption}</caption>
            <thead>
              <tr>
                {columns.map(({ head, isNumber }) => (
                  <th key={head} scope="col" class={isNumber ? 'end' : undefined}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, limit).map((row, index) => (
                <tr key={index}>
                  {columns.map(({ head, cell, isNumber }, column) =>
                    column === 0 ? (
                      <th key={head} scope="row">
                        {cell(row)}
                      </th>
                    ) : (
                      <td key={head} class={isNumber ? 'end' : undefined}>
                        {cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {isOpen && rows.length > limit && (
        <button type="button" class="button" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
          Show more rows
        </button>
      )}
    </details>
  )
}
