import type { JSX } from 'preact'
import type { Nights } from '../api/sleep.ts'
import { Sparkline } from '../chart/sparkline.tsx'
import { hrefTo } from '../frame/location.ts'
import { useSession } from '../frame/session.ts'
import { sayClock, sayDate } from '../words/dates.ts'
import { sayHours } from '../words/durations.ts'
import { compare, readDays } from './usual-days.ts'

const stages = [
  { field: 'deep_hours', name: 'Deep', kind: 'deep' },
  { field: 'core_hours', name: 'Core', kind: 'core' },
  { field: 'rem_hours', name: 'REM', kind: 'rem' },
  { field: 'awake_hours', name: 'Awake', kind: 'awake' },
] as const

/** The newest night with its stages, beside the usual sleep of four weeks. */
export function LastNight({
  nights,
  today,
}: {
  nights: Nights['nights']
  today: string
}): JSX.Element | null {
  const { user } = useSession().session
  const night = nights[0]
  if (!night) return null
  const asleep = night.asleep_hours ?? night.in_bed_hours
  const known = new Map(
    nights.flatMap(({ night, asleep_hours }) =>
      asleep_hours === null ? [] : [[night, asleep_hours] as const],
    ),
  )
  const days = readDays(known, today)
  const shown = stages.flatMap(stage => {
    const hours = night[stage.field]
    return hours === null || hours === 0 ? [] : [{ ...stage, hours }]
  })
  const total = shown.reduce((sum, { hours }) => sum + hours, 0)
  return (
    <article class="card night-card">
      <div class="night-words">
        <h3>
          <a href={hrefTo(['sleep', night.night])}>
            {night.night === today ? 'Last night' : `Night to ${sayDate(night.night, 'weekday')}`}
          </a>
        </h3>
        <p class="figure">{asleep === null ? '–' : sayHours(asleep)}</p>
        <p class="small">
          {night.asleep_hours === null ? 'in bed' : 'asleep'}
          {night.started_at &&
            night.ended_at &&
            `, ${sayClock(night.started_at, user.timezone)} to ${sayClock(night.ended_at, user.timezone)}`}
        </p>
      </div>
      {shown.length > 0 && (
        <div class="night-stages">
          <div class="stage-bar" aria-hidden="true">
            {shown.map(({ kind, hours }) => (
              <span key={kind} class={`stage stage-${kind}`} style={{ flexGrow: hours / total }} />
            ))}
          </div>
          <ul class="stage-list">
            {shown.map(({ kind, name, hours }) => (
              <li key={kind}>
                <span class={`stage-mark stage stage-${kind}`} aria-hidden="true" />
                {name} <span class="number">{sayHours(hours)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="night-usual">
        <Sparkline values={days.values} draw="bars" usual={days.usual} />
        <p class="small usual">
          {days.usual
            ? `Usually ${sayHours(days.usual.low)} to ${sayHours(days.usual.high)}${night.asleep_hours === null ? ' asleep' : ''}`
            : 'Too few nights to say what is usual'}
          {days.usual && night.asleep_hours !== null && (
            <span class="standing">{standings[compare(night.asleep_hours, days.usual)]}</span>
          )}
        </p>
      </div>
    </article>
  )
}

const standings = { below: 'Less than usual.', within: 'As usual.', above: 'More than usual.' }
