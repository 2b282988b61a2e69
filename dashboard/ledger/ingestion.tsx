import './ledger.css'
import type { JSX } from 'preact'
import type { IngestionWithErrors } from '../api/ingestions.ts'
import { Icon } from '../frame/icon.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { sayTime } from '../words/dates.ts'
import { sayNumber } from '../words/numbers.ts'
import { senderOf, titleOf } from './client-words.ts'
import { IngestionCounts } from './ingestion-counts.tsx'
import { IngestionFacts } from './ingestion-facts.tsx'
import { PayloadLink } from './payload-link.tsx'
import { Rejections } from './rejections.tsx'
import { Replay } from './replay.tsx'
import { TypeCounts } from './type-counts.tsx'
import { type IngestionPages, useIngestion } from './use-ingestion.ts'

/** One ingestion: what became of each record, why some were not kept, and what can be done about it. */
export default function IngestionView({ params }: ViewProps): JSX.Element {
  const { timezone } = useSession().session.user
  const pages = useIngestion(params.id ?? '')
  const { data, problem } = pages.answer
  const lead = data && [sayTime(data.received_at, timezone), senderOf(data)].filter(part => part).join(' · ')
  return (
    <Page
      title={data ? titleOf(data) : 'Ingestion'}
      lead={lead}
      actions={
        <>
          <a class="button" href="#/ledger">
            <Icon name="back" />
            Ledger
          </a>
          {data && <PayloadLink ingestion={data} />}
        </>
      }
    >
      {problem?.status === 404 ? (
        <Empty title="No such ingestion">
          <p>Its address may be cut off, or it belongs to somebody else.</p>
        </Empty>
      ) : (
        <Answered answer={pages.answer} skeleton={<Skeleton height="70vh" />}>
          {ingestion => <Account ingestion={ingestion} pages={pages} />}
        </Answered>
      )}
    </Page>
  )
}

function Account({
  ingestion,
  pages,
}: {
  ingestion: IngestionWithErrors
  pages: IngestionPages
}): JSX.Element {
  const { errors, more, moreProblem, loadingMore } = pages
  const { uncatalogued = [], by_type, rejected = 0 } = ingestion
  const isFailed = ingestion.status === 'failed'
  return (
    <div class="kind-of-account">
      <IngestionCounts ingestion={ingestion} />
      {errors.length > 0 && (
        <section class="card section" aria-labelledby="errors">
          <header>
            <h2 id="errors">{isFailed ? 'Why it could not be read' : 'What was not kept, and why'}</h2>
            {!isFailed && errors.length > rejected && !more && (
              <p class="small">Some of these are only parts of a record: the rest of it was kept.</p>
            )}
          </header>
          <Rejections errors={errors} />
          {moreProblem && (
            <p class="problem" role="alert">
              {moreProblem.title}. {moreProblem.detail}
            </p>
          )}
          {more && (
            <p class="more-errors">
              <span>The first {sayNumber(errors.length)} are shown.</span>
              <button type="button" class="button" onClick={more} disabled={loadingMore}>
                {loadingMore ? 'Loading …' : 'Show more'}
              </button>
            </p>
          )}
        </section>
      )}
      <Replay ingestion={ingestion} />
      {uncatalogued.length > 0 && (
        <section class="card section" aria-labelledby="uncatalogued">
          <header>
            <h2 id="uncatalogued">Names that the catalogue does not know</h2>
            <p>Their records were kept under these names. A later release may know them.</p>
          </header>
          <ul class="names">
            {uncatalogued.map(name => (
              <li key={name} class="tag">
                {name}
              </li>
            ))}
          </ul>
        </section>
      )}
      {by_type && Object.keys(by_type).length > 0 && <TypeCounts byType={by_type} />}
      <IngestionFacts ingestion={ingestion} />
    </div>
  )
}
