import type { JSX } from 'preact'
import type { Night } from '../api/sleep.ts'
import { ChartNumbers, type Column } from '../chart/chart-numbers.tsx'
import { useSession } from '../frame/session.ts'
import { sayClock } from '../words/dates.ts'
import { sayDuration, sayHours } from '../words/durations.ts'
import { nameSource } from '../words/source-names.ts'
import { Hypnogram } from './hypnogram.tsx'
import type { KnownNight } from './known-nights.ts'
import { NightHeart } from './night-heart.tsx'
import { StageTotals } from './stage-totals.tsx'
import { stageHours, stageNames } from './stages.ts'

/** What is known of a night. */
export function OneNight({ night }: { night: KnownNight }): JSX.Element {
  const { timezone } = useSession().session.user
  const { best, inBed, all } = night
  const hours = stageHours(best)
  const hasTimes = best.started_at !== null && best.ended_at !== null
  return (
    <>
      <section class="card" aria-labelledby="night-stages">
        <h2 id="night-stages">Stages</h2>
        <div class="night-figures">
          {best.asleep_hours !== null && <Figure value={sayHours(best.asleep_hours)} name="asleep" />}
          {inBed && (
            <Figure
              value={sayHours(inBed.hours)}
              name={inBed.source === best.source ? 'in bed' : `in bed, says ${nameSource(inBed.source)}`}
            />
          )}
        </div>
        {best.segments.length > 0 ? (
          <>
            <Hypnogram night={best} timezone={timezone} />
            <ChartNumbers
              caption="The night, stage by stage"
              columns={segmentColumns(timezone)}
              rows={best.segments}
            />
          </>
        ) : (
          <p class="soft">Only a summary of this night is known: not when each stage was.</p>
        )}
      </section>
      <div class="night-more">
        {Object.keys(hours).length > 0 && (
          <section class="card sleep-stages" aria-labelledby="night-totals">
            <h2 id="night-totals">In all</h2>
            <StageTotals hours={hours} />
          </section>
        )}
        <section class="card" aria-labelledby="night-sources">
          <h2 id="night-sources">Sources</h2>
          <Sources all={all} timezone={timezone} />
        </section>
      </div>
      {hasTimes && <NightHeart night={best} />}
    </>
  )
}

const Figure = ({ value, name }: { value: string; name: string }): JSX.Element => (
  <p>
    <span class="figure">{value}</span> <span class="small">{name}</span>
  </p>
)

const segmentColumns = (timezone: string): Column<Night['segments'][number]>[] => [
  { head: 'From', cell: segment => sayClock(segment.started_at, timezone) },
  { head: 'To', cell: segment => sayClock(segment.ended_at, timezone) },
  { head: 'Stage', cell: segment => stageNames[segment.stage] },
  {
    head: 'Time',
    cell: segment => sayDuration((Date.parse(segment.ended_at) - Date.parse(segment.started_at)) / 1000),
    isNumber: true,
  },
]

/** Each thing that was sent of the night; the first is shown. */
function Sources({ all, timezone }: { all: readonly Night[]; timezone: string }): JSX.Element {
  const clock = (time: string | null) => (time === null ? '–' : sayClock(time, timezone))
  return (
    <ul class="night-sources">
      {all.map((night, index) => (
        <li key={index}>
          <p class="night-source">
            <span>{nameSource(night.source)}</span>
            {index === 0 && <span class="tag good">Shown</span>}
          </p>
          <p class="small">
            {night.asleep_hours !== null
              ? `${sayHours(night.asleep_hours)} asleep`
              : night.in_bed_hours !== null
                ? `${sayHours(night.in_bed_hours)} in bed`
                : 'no hours'}
            , {clock(night.started_at)} to {clock(night.ended_at)},{' '}
            {night.segments.length === 0
              ? 'as a summary'
              : night.segments.length === 1
                ? 'as one segment'
                : `as ${night.segments.length} segments`}
          </p>
        </li>
      ))}
    </ul>
  )
}
