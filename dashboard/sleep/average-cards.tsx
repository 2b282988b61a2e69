import type { ComponentChildren, JSX } from 'preact'
import { sayHours } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import type { Averages } from './averages.ts'
import { StageTotals } from './stage-totals.tsx'
import { sayMinutes } from './usual-clock.ts'
import type { UsualTime } from './usual-times.ts'

/** What nights have in common, in cards; what nobody measured has none. */
export function AverageCards({ averages }: { averages: Averages }): JSX.Element {
  const { asleep, inBed, shareAsleep, bedtime, wakeUp } = averages
  const hasStages = Object.keys(averages.stages).length > 0
  return (
    <section class="section" aria-labelledby="sleep-averages">
      <h2 id="sleep-averages">On average</h2>
      <div class="sleep-averages">
        <div class="sleep-figures">
          {asleep && (
            <Figure
              title="Asleep"
              figure={sayHours(asleep.mean)}
              note={`mostly ${sayHours(asleep.low)} to ${sayHours(asleep.high)}`}
            />
          )}
          {inBed !== undefined && (
            <Figure
              title="In bed"
              figure={sayHours(inBed)}
              note={shareAsleep === undefined ? 'a night' : `${sayNumber(shareAsleep * 100)}% of it asleep`}
            />
          )}
          {bedtime && <UsualCard title="Bedtime" time={bedtime} />}
          {wakeUp && <UsualCard title="Wake-up" time={wakeUp} />}
        </div>
        {hasStages && (
          <section class="card sleep-stages" aria-labelledby="sleep-stages">
            <h3 id="sleep-stages">Stages</h3>
            <StageTotals hours={averages.stages} />
          </section>
        )}
      </div>
    </section>
  )
}

const UsualCard = ({ title, time }: { title: string; time: UsualTime }): JSX.Element => (
  <Figure
    title={title}
    figure={sayMinutes(time.usual)}
    note={
      time.early === time.late ? 'usually' : `mostly ${sayMinutes(time.early)} to ${sayMinutes(time.late)}`
    }
  />
)

const Figure = ({
  title,
  figure,
  note,
}: {
  title: string
  figure: string
  note: ComponentChildren
}): JSX.Element => (
  <article class="card">
    <h3>{title}</h3>
    <p class="figure">{figure}</p>
    <p class="small">{note}</p>
  </article>
)
