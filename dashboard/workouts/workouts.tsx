import './workouts.css'
import type { JSX } from 'preact'
import { useAnswer } from '../api/use-answer.ts'
import type { Activities } from '../api/workouts.ts'
import { ConnectLink } from '../frame/connect-link.tsx'
import { changeQuery } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { dateOf } from '../words/dates.ts'
import { ActivityTotals } from './activity-totals.tsx'
import { FilterBar } from './filter-bar.tsx'
import { momentsOf, readFilters } from './filters.ts'
import { Totals } from './totals.tsx'
import { WorkoutPage } from './workout-page.tsx'

/** All workouts that the filters let through, with what they come to. */
export default function WorkoutsView({ query }: ViewProps): JSX.Element {
  const { session } = useSession()
  const { timezone } = session.user
  const filters = readFilters(query)
  const moments = momentsOf(filters, dateOf(Date.now(), timezone), timezone)
  const answer = useAnswer<Activities>('/v1/activities', moments)
  const activities = answer.data?.activities ?? []
  const shown = activities.filter(
    ({ activity }) => filters.activity === undefined || activity === filters.activity,
  )
  const question = { ...moments, activity: filters.activity, limit: PAGE }
  return (
    <Page title="Workouts">
      <FilterBar filters={filters} activities={activities} />
      <Answered
        answer={answer}
        skeleton={
          <>
            <Skeleton height="7.5rem" />
            <Skeleton height="30rem" />
          </>
        }
        isEmpty={() => shown.length === 0}
        empty={
          <Empty title="No workout fits">
            <p>
              {filters.range === 'all' && filters.activity === undefined
                ? 'Once your phone sends a workout, it is listed here.'
                : 'Choose another time or another activity.'}
            </p>
            {filters.range === 'all' && filters.activity === undefined ? (
              <ConnectLink />
            ) : (
              <button
                type="button"
                class="button"
                onClick={() =>
                  changeQuery({
                    range: 'all',
                    from: undefined,
                    to: undefined,
                    activity: undefined,
                    pages: undefined,
                  })
                }
              >
                Show all workouts
              </button>
            )}
          </Empty>
        }
      >
        {() => (
          <>
            <Totals activities={shown} />
            <div class={filters.activity === undefined ? 'workouts-parts' : undefined}>
              <section class="section" aria-label="List">
                <WorkoutPage
                  key={JSON.stringify(question)}
                  question={question}
                  pages={filters.pages}
                  page={1}
                />
              </section>
              {filters.activity === undefined && <ActivityTotals activities={activities} />}
            </div>
          </>
        )}
      </Answered>
    </Page>
  )
}

/** How many workouts are asked for at once. */
const PAGE = 50
