import type { JSX } from 'preact'
import type { Activities } from '../api/workouts.ts'
import { hrefTo, readPlace } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { sayNumber } from '../words/numbers.ts'
import { nameActivity } from './activities.ts'
import { sayDistance, sayTotalTime } from './quantities.ts'

/** What the time went to; each leads to the list of its own. */
export function ActivityTotals({ activities }: { activities: Activities['activities'] }): JSX.Element {
  const { units } = useSession().session.user
  const asked = Object.fromEntries(readPlace().query)
  const longest = Math.max(...activities.map(({ duration_s }) => duration_s))
  const sorted = [...activities].sort((a, b) => b.duration_s - a.duration_s)
  return (
    <section class="card activity-totals" aria-labelledby="activity-totals">
      <h2 id="activity-totals">By activity</h2>
      <ul>
        {sorted.map(({ activity, count, duration_s, distance_meters }) => (
          <li key={activity}>
            <a href={hrefTo(['workouts'], { ...asked, pages: undefined, activity })}>
              {nameActivity(activity)}
            </a>
            <span class="small number">
              {sayNumber(count)} ×, {sayTotalTime(duration_s)}
              {distance_meters !== null && distance_meters > 0 && (
                <>, {sayDistance(distance_meters, activity, units)}</>
              )}
            </span>
            <span class="activity-track" aria-hidden="true">
              <span style={{ width: `${(duration_s / Math.max(1, longest)) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
