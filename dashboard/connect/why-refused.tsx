import type { JSX } from 'preact'
import type { Ingestion, IngestionWithErrors } from '../api/ingestions.ts'
import { useAnswer } from '../api/use-answer.ts'
import { hrefTo } from '../frame/location.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { sayNumber } from '../words/numbers.ts'

const SHOWN = 3

/** Why something of it, or all, was not kept: the first reasons, and where all of them are. */
export function WhyRefused({ ingestion }: { ingestion: Ingestion }): JSX.Element {
  const { ingestion_id, status, rejected = 0 } = ingestion
  const answer = useAnswer<IngestionWithErrors>(`/v1/ingestions/${ingestion_id}`, { limit: SHOWN })
  return (
    <div class="why-refused">
      <h3>
        {status === 'failed'
          ? 'Why it could not be read'
          : `Why ${rejected === 1 ? 'one was' : `${sayNumber(rejected)} were`} rejected`}
      </h3>
      <Answered answer={answer} skeleton={<Skeleton height="5rem" />}>
        {({ errors }) => (
          <ul>
            {errors.map(({ path, detail }) => (
              <li key={path + detail}>
                {detail}
                {path !== '' && <code class="small">{path}</code>}
              </li>
            ))}
          </ul>
        )}
      </Answered>
      <p>
        <a href={hrefTo(['ledger', ingestion_id])}>What to do about it</a>
      </p>
      <p class="small">What was sent is kept as it came. Nothing is lost.</p>
    </div>
  )
}
