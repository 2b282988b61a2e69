import './ledger.css'
import type { JSX } from 'preact'
import type { Clients } from '../api/clients.ts'
import { useAllHere } from '../api/use-all-here.ts'
import { useAnswer } from '../api/use-answer.ts'
import { changeQuery } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { Freshness } from './freshness.tsx'
import { LedgerList } from './ledger-list.tsx'
import { statusFilters } from './status-words.ts'

/** Who sends, and everything that came: nothing is dropped unseen. */
export default function Ledger({ query }: ViewProps): JSX.Element {
  const status = query.get('status') ?? undefined
  const known = statusFilters.some(({ value }) => value === status)
  const clients = useAnswer<Clients>('/v1/clients', { limit: 1000 })
  const isReady = useAllHere([clients])
  return (
    <Page title="Ledger" lead="Everything that arrived, and what became of it">
      {isReady ? <Freshness answer={clients} /> : <Skeleton height="60vh" />}
      {/* It asks from the start, but how far down it begins is known only once it is known who sends. */}
      <section class="section" aria-labelledby="arrived" style={{ display: isReady ? undefined : 'none' }}>
        <header class="ledger-head">
          <h2 id="arrived">What arrived</h2>
          <div class="field ledger-filter">
            <label class="visually-hidden" for="status">
              Show
            </label>
            <select
              id="status"
              value={known ? status : ''}
              onChange={event => changeQuery({ status: event.currentTarget.value || undefined })}
            >
              <option value="">All</option>
              {statusFilters.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </header>
        <LedgerList key={known ? status : ''} status={known ? status : undefined} />
      </section>
    </Page>
  )
}
