import './sleep.css'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Nights } from '../api/sleep.ts'
import { useAnswer } from '../api/use-answer.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { Icon } from '../frame/icon.tsx'
import { changeQuery, hrefTo } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { Segmented } from '../frame/segmented.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { addDays, dateOf, sayDate, sayDateRange, startOfDay } from '../words/dates.ts'
import { groupNights } from './known-nights.ts'
import { type NightRange, ranges, readRange } from './night-range.ts'
import { NightsOfRange } from './nights-of-range.tsx'

/** How somebody slept, over a week, a month or a year. */
export default function NightsView({ query }: ViewProps): JSX.Element {
  const { timezone } = useSession().session.user
  const today = dateOf(Date.now(), timezone)
  const range = readRange(query, today)
  const answer = useAnswer<Nights>('/v1/sleep', {
    from: startOfDay(range.from, timezone),
    to: startOfDay(addDays(range.to, 1), timezone),
    order: 'asc',
    sources: 'all',
    segments: 'none',
    limit: 1000,
  })
  const nights = useMemo(() => groupNights(answer.data?.nights ?? []), [answer.data])
  return (
    <Page
      title="Sleep"
      lead={sayDateRange(range.from, range.to)}
      actions={
        <>
          <Segmented
            label="Range"
            options={ranges}
            value={range.name}
            onChange={name => changeQuery({ range: name })}
          />
          <Step label="Earlier" to={range.earlier} />
          <Step label="Later" to={range.later} isNewest={range.later === today} />
        </>
      }
    >
      <Answered
        answer={answer}
        skeleton={<SkeletonOfNights />}
        isEmpty={({ nights }) => nights.length === 0}
        empty={<NoNights range={range} />}
      >
        {/* While the next range is on its way, the bars of the one before would stand under the wrong dates. */}
        {() => (answer.outdated ? <SkeletonOfNights /> : <NightsOfRange range={range} nights={nights} />)}
      </Answered>
    </Page>
  )
}

function Step({
  label,
  to,
  isNewest = false,
}: {
  label: 'Earlier' | 'Later'
  to: string | undefined
  isNewest?: boolean
}): JSX.Element {
  return (
    <button
      type="button"
      class="button icon-only"
      aria-label={label}
      title={label}
      // Disabled it would lose the focus under the finger of whoever steps by keyboard.
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && changeQuery({ to: isNewest ? undefined : to })}
    >
      <Icon name={label === 'Earlier' ? 'back' : 'forward'} />
    </button>
  )
}

const SkeletonOfNights = (): JSX.Element => (
  <>
    <Skeleton height="26rem" />
    <Skeleton height="9rem" />
  </>
)

/** Nothing in these days: leads to where there is something. */
function NoNights({ range }: { range: NightRange }): JSX.Element {
  const newest = useAnswer<Nights>('/v1/sleep', { limit: 1, segments: 'none' })
  return (
    <Answered answer={newest} skeleton={<Skeleton height="14rem" />}>
      {({ nights: [night] }) =>
        night ? (
          <Empty title="No sleep is known of these days">
            <p>The newest night is that to {sayDate(night.night, 'long')}.</p>
            <a class="button" href={hrefTo(['sleep'], { range: range.name, to: night.night })}>
              Go there
            </a>
          </Empty>
        ) : (
          <Empty title="No night has arrived yet">
            <p>Once an app or a watch that follows your sleep sends it, your nights are shown here.</p>
            <ConnectLink />
          </Empty>
        )
      }
    </Answered>
  )
}
