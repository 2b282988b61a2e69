import './workouts.css'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useAnswer } from '../api/use-answer.ts'
import type { Workout, WorkoutRoute, WorkoutSeries } from '../api/workouts.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { dateOf, sayClock, sayDate } from '../words/dates.ts'
import { nameActivity } from './activities.ts'
import { Figures } from './figures.tsx'
import { GpxButton } from './gpx-button.tsx'
import { placeTimezone } from './place-timezone.ts'
import { readTrack } from './route/read-track.ts'
import { RouteCard } from './route/route-card.tsx'
import { SeriesCard } from './series-card.tsx'
import { SplitsCard } from './splits-card.tsx'

/** One workout: its numbers, where it went, and what was measured. */
export default function WorkoutView({ params, query }: ViewProps): JSX.Element {
  const { user } = useSession().session
  const path = `/v1/workouts/${encodeURIComponent(params.id ?? '')}`
  const answer = useAnswer<Workout>(path)
  const workout = answer.data
  const timezone = workout ? placeTimezone(workout, user.timezone) : user.timezone
  const isMissing = answer.problem?.status === 404
  return (
    <Page
      title={workout ? (workout.name ?? nameActivity(workout.activity)) : 'Workout'}
      lead={workout && sayWhen(workout, timezone, timezone !== user.timezone)}
      actions={
        <>
          {workout?.has_route && <GpxButton workout={workout} timezone={timezone} />}
          <a class="button" href="#/workouts">
            All workouts
          </a>
        </>
      }
    >
      {isMissing ? (
        <Empty title="You have no such workout">
          <p>It may have been erased, or its time was corrected and with it its address.</p>
        </Empty>
      ) : (
        <Answered answer={answer} skeleton={<Skeleton height="60vh" />}>
          {workout => <WorkoutParts workout={workout} path={path} query={query} timezone={timezone} />}
        </Answered>
      )}
    </Page>
  )
}

function WorkoutParts({
  workout,
  path,
  query,
  timezone,
}: {
  workout: Workout
  path: string
  query: URLSearchParams
  timezone: string
}): JSX.Element {
  const route = useAnswer<WorkoutRoute>(workout.has_route ? `${path}/route` : undefined)
  const measured = useAnswer<WorkoutSeries>(workout.series.length > 0 ? `${path}/series` : undefined)
  const track = useMemo(() => (route.data ? readTrack(route.data) : []), [route.data])
  const series = measured.data?.series ?? []
  const splits = <SplitsCard workout={workout} track={track} series={series} />
  return (
    <>
      <Figures workout={workout} />
      {workout.has_route ? (
        <div class="workout-way">
          <Answered answer={route} skeleton={<Skeleton height="42rem" />}>
            {() => <RouteCard workout={workout} track={track} />}
          </Answered>
          {(route.data || route.problem) && splits}
        </div>
      ) : (
        splits
      )}
      {workout.series.length > 0 && (
        <Answered answer={measured} skeleton={<Skeleton height="22rem" />}>
          {({ series }) => <SeriesCard series={series} chosen={query.get('series')} timezone={timezone} />}
        </Answered>
      )}
      <p class="small">{sayOrigin(workout)}</p>
    </>
  )
}

/** `Thursday, 26 November 2026, 18:28 to 19:06` */
function sayWhen(workout: Workout, timezone: string, isElsewhere: boolean): string {
  const { started_at: start, ended_at: end } = workout
  const [from, to] = [dateOf(start, timezone), dateOf(end, timezone)]
  const until = from === to ? sayClock(end, timezone) : `${sayDate(to)}, ${sayClock(end, timezone)}`
  return `${sayDate(from, 'long')}, ${sayClock(start, timezone)} to ${until}${isElsewhere ? ', local time there' : ''}`
}

/** What kind of workout it is, and who sent it. */
function sayOrigin({ activity, location, source }: Workout): string {
  const places = { indoor: 'indoors', outdoor: 'outdoors', pool: 'in a pool', open_water: 'in open water' }
  return `${nameActivity(activity)}${location ? ` ${places[location]}` : ''}.${source === '' ? '' : ` From ${source}.`}`
}
