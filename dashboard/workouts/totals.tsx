import type { JSX } from 'preact'
import type { Activities } from '../api/workouts.ts'
import { useSession } from '../frame/session.ts'
import { sayNumber } from '../words/numbers.ts'
import { sayDistance, sayTotalTime, splitSaid } from './quantities.ts'

/** What all the workouts that are listed come to, also those of the pages that are not shown. */
export function Totals({ activities }: { activities: Activities['activities'] }): JSX.Element {
  const { units } = useSession().session.user
  const count = activities.reduce((sum, { count }) => sum + count, 0)
  const seconds = activities.reduce((sum, { duration_s }) => sum + duration_s, 0)
  const metres = activities.reduce((sum, { distance_meters }) => sum + (distance_meters ?? 0), 0)
  const kcal = activities.reduce((sum, { energy_kcal }) => sum + (energy_kcal ?? 0), 0)
  // Only of a swim are metres the unit of a sum.
  const [only] = activities.length === 1 ? activities : []
  const distance = splitSaid(sayDistance(metres, only?.activity ?? '', units))
  return (
    <section class="card" aria-label="In all">
      <dl class="workout-figures">
        <div>
          <dt>Workouts</dt>
          <dd class="figure">{sayNumber(count)}</dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd class="figure">{sayTotalTime(seconds)}</dd>
        </div>
        {metres > 0 && (
          <div>
            <dt>Distance</dt>
            <dd class="figure">
              {distance.number}
              <span class="unit">{distance.sign}</span>
            </dd>
          </div>
        )}
        {kcal > 0 && (
          <div>
            <dt>Energy</dt>
            <dd class="figure">
              {sayNumber(kcal)}
              <span class="unit">kcal</span>
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}
