import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Counts } from '../api/ingestions.ts'
import { nameMetric } from '../words/metric-names.ts'
import { sayNumber } from '../words/numbers.ts'
import { countNames } from './count-words.ts'

const AT_FIRST = 12

/** The counts of each type, those with rejections first. */
export function TypeCounts({ byType }: { byType: Record<string, Counts> }): JSX.Element {
  const [all, setAll] = useState(false)
  const rows = Object.entries(byType).sort(
    ([, a], [, b]) => b.rejected - a.rejected || b.received - a.received,
  )
  return (
    <section class="card section" aria-labelledby="types">
      <h2 id="types">By type</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached */}
      <section class="table-frame" aria-label="Counts by type" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Type</th>
              {countNames.map(({ count, label }) => (
                <th key={count} scope="col" class="end">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, all ? undefined : AT_FIRST).map(([type, counts]) => (
              <tr key={type}>
                <th scope="row">{nameMetric(type, undefined)}</th>
                {countNames.map(({ count }) => (
                  <td key={count} class={`end ${counts[count] === 0 ? 'count-none' : `count-${count}`}`}>
                    {sayNumber(counts[count])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!all && rows.length > AT_FIRST && (
        <p>
          <button type="button" class="button" onClick={() => setAll(true)}>
            Show all {sayNumber(rows.length)} types
          </button>
        </p>
      )}
    </section>
  )
}
