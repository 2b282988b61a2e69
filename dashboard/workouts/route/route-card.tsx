import type { JSX } from 'preact'
import type { Workout } from '../../api/workouts.ts'
import { useSession } from '../../frame/session.ts'
import { sayQuantity } from '../../words/numbers.ts'
import { heightUnit } from '../../words/units.ts'
import { sayDistance } from '../quantities.ts'
import { ElevationProfile } from './elevation-profile.tsx'
import type { TrackPoint } from './read-track.ts'
import { RouteMap } from './route-map.tsx'

/** The route of a workout, and how high it was. */
export function RouteCard({
  workout,
  track,
}: {
  workout: Workout
  track: readonly TrackPoint[]
}): JSX.Element {
  const { units } = useSession().session.user
  const gone = track.at(-1)?.gone ?? 0
  const { elevation_up_meters: up, elevation_down_meters: down } = workout
  const height = heightUnit(units)
  const climbs = [
    ...(up === null ? [] : [`${sayQuantity(Math.round(up), height)} up`]),
    ...(down === null ? [] : [`${sayQuantity(Math.round(down), height)} down`]),
  ]
  const away = sayDistance(gone, workout.activity, units)
  return (
    <section class="card route-card" aria-labelledby="workout-route">
      <h2 id="workout-route">Route</h2>
      {track.length === 0 ? (
        <p class="soft">The positions of this route cannot be read.</p>
      ) : (
        <>
          <RouteMap
            track={track}
            summary={`The route, drawn with north up: ${away} from its start to its end`}
          />
          {track.some(({ altitude }) => altitude !== undefined) && (
            <h3 class="route-altitude">
              Altitude {climbs.length > 0 && <span class="small">{climbs.join(', ')}</span>}
            </h3>
          )}
          <ElevationProfile track={track} />
        </>
      )}
    </section>
  )
}
