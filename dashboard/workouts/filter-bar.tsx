import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import type { Activities } from '../api/workouts.ts'
import { changeQuery } from '../frame/location.ts'
import { Segmented } from '../frame/segmented.tsx'
import { sayNumber } from '../words/numbers.ts'
import { nameActivity } from './activities.ts'
import { type Filters, ranges } from './filters.ts'

/** What narrows the list. */
export function FilterBar({
  filters,
  activities,
}: {
  filters: Filters
  activities: Activities['activities']
}): JSX.Element {
  const [activityId, fromId, toId] = [useId(), useId(), useId()]
  // With another filter, the list begins anew.
  const change = (changed: Record<string, string | undefined>) =>
    changeQuery({ ...changed, pages: undefined })
  const { activity: chosen } = filters
  const isListed = activities.some(({ activity }) => activity === chosen)
  return (
    <div class="filter-bar">
      <Segmented
        label="Time"
        options={ranges}
        value={filters.range}
        onChange={range =>
          change({
            range: range === 'year' ? undefined : range,
            ...(range !== 'dates' && { from: undefined, to: undefined }),
          })
        }
      />
      {filters.range === 'dates' && (
        <div class="filter-dates">
          <label for={fromId}>From</label>
          <input
            id={fromId}
            type="date"
            value={filters.from}
            onChange={event => change({ from: event.currentTarget.value || undefined })}
          />
          <label for={toId}>to</label>
          <input
            id={toId}
            type="date"
            value={filters.to}
            onChange={event => change({ to: event.currentTarget.value || undefined })}
          />
        </div>
      )}
      <div class="filter-activity">
        <label class="visually-hidden" for={activityId}>
          Activity
        </label>
        <select
          id={activityId}
          value={chosen ?? ''}
          onChange={event => change({ activity: event.currentTarget.value || undefined })}
        >
          <option value="">All activities</option>
          {chosen !== undefined && !isListed && <option value={chosen}>{nameActivity(chosen)} (0)</option>}
          {activities.map(({ activity, count }) => (
            <option key={activity} value={activity}>
              {nameActivity(activity)} ({sayNumber(count)})
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
