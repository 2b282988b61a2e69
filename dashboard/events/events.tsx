import './events.css'
import type { JSX } from 'preact'
import type { EventTypes } from '../api/events.ts'
import { useAnswer } from '../api/use-answer.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { hrefTo } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { EventsOfType } from './events-of-type.tsx'
import { kindOf, kinds } from './kinds.ts'
import { sayPlain } from './plain-words.ts'

/** What happened, of one type at a time; which one, and of which days, is in the address. */
export default function Events({ query }: ViewProps): JSX.Element {
  const answer = useAnswer<EventTypes>('/v1/events/types', { limit: 1000 })
  return (
    <Page title="Events" lead="How you felt, what you took, and what else is not measured but noted">
      <Answered
        answer={answer}
        skeleton={<Skeleton height="80vh" />}
        isEmpty={({ types }) => types.length === 0}
        empty={
          <Empty title="No events yet">
            <p>
              Moods, symptoms, medications, cycle entries and electrocardiograms are shown here. In Health
              Auto Export each of them is an automation of its own.
            </p>
            <ConnectLink />
          </Empty>
        }
      >
        {({ types }) => <Chosen types={types} query={query} />}
      </Answered>
    </Page>
  )
}

function Chosen({ types, query }: { types: EventTypes['types']; query: URLSearchParams }): JSX.Element {
  const known = kinds.filter(({ type }) => types.some(one => one.type === type))
  const others = types.filter(({ type }) => !kindOf(type))
  const asked = query.get('type') ?? known[0]?.type ?? others[0]?.type ?? ''
  const hrefOf = (type: string) =>
    hrefTo(['events'], { type, range: query.get('range') ?? undefined, to: query.get('to') ?? undefined })
  const link = (type: string, title: string, isCurrent: boolean) => (
    <li key={type}>
      <a class="choice" href={hrefOf(type)} aria-current={isCurrent ? 'true' : undefined}>
        {title}
      </a>
    </li>
  )
  const isOther = !kindOf(asked)
  return (
    <>
      <nav aria-label="Kinds of events">
        <ul class="choices">
          {known.map(({ type, title }) => link(type, title, type === asked))}
          {others[0] && link(isOther ? asked : others[0].type, 'Other', isOther)}
        </ul>
      </nav>
      {isOther && others.length > 1 && (
        <nav aria-label="Other kinds">
          <ul class="choices choices-small">
            {others.map(({ type }) => link(type, sayPlain(type), type === asked))}
          </ul>
        </nav>
      )}
      <EventsOfType
        key={asked}
        type={asked}
        title={kindOf(asked)?.title ?? sayPlain(asked)}
        extent={types.find(({ type }) => type === asked)}
        query={query}
      />
    </>
  )
}
