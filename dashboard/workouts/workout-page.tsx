import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Params } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import type { Workout, Workouts } from '../api/workouts.ts'
import { changeQuery } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { dateOf, sayDate } from '../words/dates.ts'
import { placeTimezone } from './place-timezone.ts'
import { WorkoutRow } from './workout-row.tsx'

/** Set when somebody asks for more, so that the focus goes to the first of what comes. */
let moreIsWanted = false

/** A page of the list by month, and below it the next one, as many of them as are asked for. */
export function WorkoutPage({
  question,
  page,
  pages,
  cursor,
  monthBefore,
}: {
  question: Params
  page: number
  pages: number
  cursor?: string
  /** Of the last workout above, whose heading need not stand here again. */
  monthBefore?: string | undefined
}): JSX.Element {
  const { timezone } = useSession().session.user
  const answer = useAnswer<Workouts>('/v1/workouts', { ...question, cursor })
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!moreIsWanted || page !== pages || !answer.data) return
    moreIsWanted = false
    list.current?.querySelector('a')?.focus()
  }, [answer.data, page, pages])
  return (
    <Answered answer={answer} skeleton={<Skeleton height="30rem" />}>
      {({ workouts, next_cursor }) => {
        const months = groupByMonth(workouts, timezone)
        return (
          <>
            <div class="workout-months" ref={list}>
              {months.map(({ month, workouts }) => (
                <section key={month} class="workout-month" aria-label={sayMonth(month)}>
                  {month !== monthBefore && <h2>{sayMonth(month)}</h2>}
                  <ul class="card workout-list">
                    {workouts.map(workout => (
                      <WorkoutRow key={workout.id} workout={workout} />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
            {next_cursor !== null && page < pages && (
              <WorkoutPage
                question={question}
                page={page + 1}
                pages={pages}
                cursor={next_cursor}
                monthBefore={months.at(-1)?.month}
              />
            )}
            {next_cursor !== null && page === pages && (
              <button
                type="button"
                class="button workouts-more"
                onClick={() => {
                  moreIsWanted = true
                  changeQuery({ pages: String(pages + 1) })
                }}
              >
                Show more workouts
              </button>
            )}
          </>
        )
      }}
    </Answered>
  )
}

const sayMonth = (month: string): string => sayDate(`${month}-01`, 'monthOfYear')

/** In the order of the list. */
function groupByMonth(
  workouts: readonly Workout[],
  timezone: string,
): { month: string; workouts: Workout[] }[] {
  const months = new Map<string, Workout[]>()
  for (const workout of workouts) {
    const month = dateOf(workout.started_at, placeTimezone(workout, timezone)).slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), workout])
  }
  return [...months].map(([month, workouts]) => ({ month, workouts }))
}
