import './sleep.css'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Nights } from '../api/sleep.ts'
import { type Answer, useAnswer } from '../api/use-answer.ts'
import { Icon } from '../frame/icon.tsx'
import { hrefTo } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { addDays, dateOf, isDate, sayClock, sayDate, startOfDay } from '../words/dates.ts'
import { groupNights } from './known-nights.ts'
import { OneNight } from './one-night.tsx'

/** One night, with what leads to the one before and the one after. */
export default function NightView({ params }: ViewProps): JSX.Element {
  const date = params.night ?? ''
  if (isDate(date)) return <NightOf date={date} />
  return (
    <Page title="Night" actions={<AllNights />}>
      <Empty title="This is no date">
        <p>A night is named for the day on which one wakes, such as {dateOf(Date.now(), 'UTC')}.</p>
      </Empty>
    </Page>
  )
}

function NightOf({ date }: { date: string }): JSX.Element {
  const { timezone } = useSession().session.user
  const [begin, end] = [startOfDay(date, timezone), startOfDay(addDays(date, 1), timezone)]
  const answer = useAnswer<Nights>('/v1/sleep', { from: begin, to: end, sources: 'all' })
  const neighbour = { limit: 1, segments: 'none' }
  const earlier = useAnswer<Nights>('/v1/sleep', { ...neighbour, to: begin, order: 'desc' })
  const later = useAnswer<Nights>('/v1/sleep', { ...neighbour, from: end, order: 'asc' })
  const night = useMemo(() => groupNights(answer.data?.nights ?? [])[0], [answer.data])
  const best = night?.best
  return (
    <Page
      title={`Night to ${sayDate(date, 'long')}`}
      lead={
        best?.started_at && best.ended_at
          ? `${sayClock(best.started_at, timezone)} to ${sayClock(best.ended_at, timezone)}`
          : undefined
      }
      actions={
        <>
          <AllNights to={date} />
          <NightLink label="Earlier night" answer={earlier} />
          <NightLink label="Later night" answer={later} />
        </>
      }
    >
      <Answered
        answer={answer}
        skeleton={
          <>
            <Skeleton height="22rem" />
            <Skeleton height="20rem" />
          </>
        }
        isEmpty={() => night === undefined}
        empty={
          <Empty title="No sleep is known of this night">
            <p>Nothing that follows your sleep has sent any. Look at the nights before and after.</p>
          </Empty>
        }
      >
        {() => night && <OneNight night={night} />}
      </Answered>
    </Page>
  )
}

const AllNights = ({ to }: { to?: string }): JSX.Element => (
  <a class="button" href={hrefTo(['sleep'], { to })}>
    All nights
  </a>
)

/** A link, or where there is no such night a button that does nothing: its place stays. */
function NightLink({
  label,
  answer,
}: {
  label: 'Earlier night' | 'Later night'
  answer: Answer<Nights>
}): JSX.Element {
  const night = answer.data?.nights[0]
  const icon = <Icon name={label === 'Earlier night' ? 'back' : 'forward'} />
  if (!night) {
    return (
      <button type="button" class="button icon-only" aria-label={label} disabled>
        {icon}
      </button>
    )
  }
  return (
    <a class="button icon-only" href={hrefTo(['sleep', night.night])} aria-label={label} title={label}>
      {icon}
    </a>
  )
}
