import type { JSX } from 'preact'
import type { Ingestion } from '../api/ingestions.ts'
import { sayNumber } from '../words/numbers.ts'
import { countNames } from './count-words.ts'
import { StatusTag } from './status-tag.tsx'
import { isUnderWay } from './status-words.ts'

/** The five counts, which add up, and how far it has come. */
export function IngestionCounts({ ingestion }: { ingestion: Ingestion }): JSX.Element {
  const { received, progress } = ingestion
  return (
    <section class="card section" aria-labelledby="counts">
      <header class="counts-head">
        <h2 id="counts">What became of it</h2>
        <StatusTag ingestion={ingestion} />
      </header>
      {received === undefined ? (
        <p>
          {isUnderWay(ingestion)
            ? 'It is kept, and will be read in its turn.'
            : 'It is kept as it came, but it could not be read.'}
        </p>
      ) : (
        <>
          <dl class="counts">
            {countNames.map(({ count, label, meaning }) => (
              <div key={count} class={`count-${count}`}>
                <dt>{label}</dt>
                <dd class="figure">{sayNumber(ingestion[count] ?? 0)}</dd>
                <dd class="small">{meaning}</dd>
              </div>
            ))}
          </dl>
          {received > 0 && (
            <div class="counts-bar" aria-hidden="true">
              {countNames
                .slice(1)
                .map(
                  ({ count }) =>
                    (ingestion[count] ?? 0) > 0 && (
                      <span
                        key={count}
                        class={`bar-${count}`}
                        style={{ flexGrow: ingestion[count]! / received }}
                      />
                    ),
                )}
            </div>
          )}
        </>
      )}
      {progress && (
        <p>
          <progress
            aria-label="How much of the file is read"
            max={progress.bytes_total}
            value={progress.bytes_read}
          />{' '}
          <span class="number">
            {sayNumber((progress.bytes_read / Math.max(1, progress.bytes_total)) * 100)} %,{' '}
            {sayNumber(progress.records)} records
          </span>
        </p>
      )}
    </section>
  )
}
