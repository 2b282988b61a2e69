import type { JSX } from 'preact'
import type { Ingestion } from '../api/ingestions.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import { sayTime } from '../words/dates.ts'
import { sayBytes, sayNumber } from '../words/numbers.ts'
import { sayAgo } from '../words/relative-times.ts'
import { sayFormat, senderOf, titleOf } from './client-words.ts'
import { countNames } from './count-words.ts'
import { StatusTag } from './status-tag.tsx'
import { useLedger } from './use-ledger.ts'
import { useMinutes } from './use-minutes.ts'

/** Every ingestion with its counts, the newest first; new ones appear at its top. */
export function LedgerList({ status }: { status: string | undefined }): JSX.Element {
  const { answer, entries, isLive, more, moreProblem, loadingMore } = useLedger(status)
  useMinutes()
  return (
    <Answered
      answer={answer}
      skeleton={<Skeleton height="60vh" />}
      isEmpty={({ ingestions }) => ingestions.length === 0 && entries.length === 0}
      empty={
        status === undefined ? (
          <Empty title="Nothing has arrived yet">
            <p>Each body that a phone or a program sends is listed here, with what became of it.</p>
            <ConnectLink />
          </Empty>
        ) : (
          <Empty title="None of these">
            <a class="button" href="#/ledger">
              Show all
            </a>
          </Empty>
        )
      }
    >
      {() => (
        <div class="card ledger">
          <div class="ledger-columns small" aria-hidden="true">
            <span class={isLive ? 'live' : 'live live-off'}>{isLive ? 'Live' : 'Not live'}</span>
            {countNames.map(({ count, label }) => (
              <span key={count} class="end">
                {label}
              </span>
            ))}
            <span>Result</span>
          </div>
          <ol>
            {entries.map(entry => (
              <Row key={entry.ingestion_id} entry={entry} />
            ))}
          </ol>
          {moreProblem && (
            <p class="problem" role="alert">
              {moreProblem.title}. {moreProblem.detail}
            </p>
          )}
          {more && (
            <button type="button" class="button ledger-more" onClick={more} disabled={loadingMore}>
              {loadingMore ? 'Loading …' : 'Show earlier ones'}
            </button>
          )}
        </div>
      )}
    </Answered>
  )
}

function Row({ entry }: { entry: Ingestion }): JSX.Element {
  const { timezone } = useSession().session.user
  const about = [senderOf(entry), sayFormat(entry.format), sayBytes(entry.sent_bytes)]
  return (
    <li class="ledger-row">
      <div class="ledger-what">
        <a href={hrefTo(['ledger', entry.ingestion_id])}>{titleOf(entry)}</a>
        <span class="small">
          <time dateTime={entry.received_at} title={sayTime(entry.received_at, timezone)}>
            {sayAgo(entry.received_at)}
          </time>
          {' · '}
          {about.filter((part, index) => part && about.indexOf(part) === index).join(' · ')}
        </span>
      </div>
      <dl class="ledger-counts number">
        {countNames.map(({ count, label }) => (
          <div key={count} class={entry[count] ? `count-${count}` : 'count-none'}>
            <dt>{label}</dt>
            <dd>{entry[count] === undefined ? '–' : sayNumber(entry[count])}</dd>
          </div>
        ))}
      </dl>
      <span class="ledger-status">
        <StatusTag ingestion={entry} />
      </span>
    </li>
  )
}
