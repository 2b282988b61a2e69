import type { JSX } from 'preact'
import type { Workout } from '../api/workouts.ts'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { dateOf, sayClock, sayDate } from '../words/dates.ts'
import { sayStopwatch } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { nameActivity } from './activities.ts'
import { placeTimezone } from './place-timezone.ts'
import { energyOf, type Said, sayDistance, sayWorkoutRate, secondsOf, splitSaid } from './quantities.ts'

/** A workout in a line; the whole line leads to it. */
export function WorkoutRow({ workout }: { workout: Workout }): JSX.Element {
  const { timezone: home, units } = useSession().session.user
  const timezone = placeTimezone(workout, home)
  const { distance_meters: metres, avg_heart_rate: bpm, started_at: start } = workout
  const kcal = energyOf(workout)
  return (
    <li class="workout-row">
      <p class="workout-what">
        <a href={hrefTo(['workouts', workout.id])}>{workout.name ?? nameActivity(workout.activity)}</a>
        <time class="small" dateTime={start}>
          {sayDate(dateOf(start, timezone), 'weekday')}, {sayClock(start, timezone)}
        </time>
      </p>
      <Cell
        said={
          metres !== null && metres > 0 ? splitSaid(sayDistance(metres, workout.activity, units)) : undefined
        }
      />
      <Cell said={{ number: sayStopwatch(secondsOf(workout)), sign: '' }} />
      <Cell said={sayWorkoutRate(workout, units)} />
      <Cell said={bpm === null ? undefined : { number: sayNumber(bpm), sign: 'bpm' }} />
      <Cell said={kcal === null ? undefined : { number: sayNumber(kcal), sign: 'kcal' }} />
    </li>
  )
}

/** Empty where nobody measured it, so that its column stays. */
const Cell = ({ said }: { said: Said | undefined }): JSX.Element => (
  <span class="workout-cell number">
    {said && (
      <>
        {said.number} <span class="small">{said.sign}</span>
      </>
    )}
  </span>
)
