import type { ComponentType, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { askAllEvents, type Events, type EventType, type HealthEvent } from '../api/events.ts'
import { useAnswer } from '../api/use-answer.ts'
import { changeQuery } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import { addDays, dateOf, isDate, sayDate, sayDateRange } from '../words/dates.ts'
import { sayNumber } from '../words/numbers.ts'
import { Cycle } from './cycle.tsx'
import { Electrocardiograms } from './electrocardiograms.tsx'
import { kindOf } from './kinds.ts'
import { Medications } from './medications.tsx'
import { Mood } from './mood.tsx'
import { Notifications } from './notifications.tsx'
import { OtherEvents } from './other-events.tsx'
import { type Range, type RangeName, rangeNames, rangeUpTo } from './range.ts'
import { RangeChoice } from './range-choice.tsx'
import { Symptoms } from './symptoms.tsx'

/** What the view of a type is given. */
export interface KindProps {
  /** Of the range, the newest first. */
  events: readonly HealthEvent[]
  range: Range
  timezone: string
  /** Only those that are called so are wanted. */
  name: string | undefined
}

const viewOf: Record<string, ComponentType<KindProps>> = {
  state_of_mind: Mood,
  symptom: Symptoms,
  medication: Medications,
  cycle_tracking: Cycle,
  heart_rate_notification: Notifications,
  ecg: Electrocardiograms,
}

/** The events of a type in the range that the address names. */
export function EventsOfType({
  type,
  title,
  extent,
  query,
}: {
  type: string
  title: string
  /** Undefined where there has never been one. */
  extent: EventType | undefined
  query: URLSearchParams
}): JSX.Element {
  const { timezone } = useSession().session.user
  const today = dateOf(Date.now(), timezone)
  const to = readDate(query.get('to')) ?? today
  const rangeName = readRange(query.get('range')) ?? kindOf(type)?.range ?? 'year'
  const first = dateOf(extent?.first_at ?? Date.now(), timezone)
  const range = useMemo(() => rangeUpTo(to, rangeName, first), [to, rangeName, first])
  const answer = useAnswer<Events>(
    '/v1/events',
    {
      type,
      // A day more at each end: which day an event belongs to is told by the person's clock.
      from: rangeName === 'all' ? undefined : `${addDays(range.from, -1)}T00:00:00Z`,
      to: `${addDays(range.to, 2)}T00:00:00Z`,
      limit: 1000,
      voltages: 'none',
    },
    askAllEvents,
  )
  const View = viewOf[type] ?? OtherEvents
  return (
    <>
      <RangeChoice range={range} today={today} />
      <Answered answer={answer} skeleton={<Skeleton height="60vh" />}>
        {({ events, next_cursor: isCut }) => {
          const shown = events.filter(
            ({ started_at }) => range.columnOf(dateOf(started_at, timezone)) !== undefined,
          )
          if (shown.length === 0) return <NothingHere {...{ title, extent, range, timezone }} />
          return (
            <div class="kind">
              {isCut !== null && (
                <p class="notice">
                  Only the newest {sayNumber(events.length)} are shown. Choose a shorter range to see earlier
                  ones.
                </p>
              )}
              <View events={shown} range={range} timezone={timezone} name={query.get('name') ?? undefined} />
            </div>
          )
        }}
      </Answered>
    </>
  )
}

function NothingHere({
  title,
  extent,
  range,
  timezone,
}: {
  title: string
  extent: EventType | undefined
  range: Range
  timezone: string
}): JSX.Element {
  const last = extent && dateOf(extent.last_at, timezone)
  return (
    <Empty title={`${title}: nothing ${extent ? 'in these days' : 'has arrived yet'}`}>
      {extent && <p>{sayDateRange(range.from, range.to)}</p>}
      {last && (
        <button type="button" class="button" onClick={() => changeQuery({ to: last })}>
          Go to the last one, of {sayDate(last)}
        </button>
      )}
    </Empty>
  )
}

const readRange = (text: string | null): RangeName | undefined =>
  rangeNames.find(({ value }) => value === text)?.value

/** Undefined for what somebody mistyped. */
const readDate = (text: string | null): string | undefined =>
  text !== null && isDate(text) ? text : undefined
