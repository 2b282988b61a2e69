import type { JSX } from 'preact'
import { sayHours } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { type StageHours, stageNames, stages } from './stages.ts'

/** How long each stage was, and how much of the sleep; time awake and in bed is no part of that. */
export function StageTotals({ hours }: { hours: StageHours }): JSX.Element {
  const known = stages.flatMap(({ stage }) => {
    const value = hours[stage]
    return value === undefined ? [] : [{ stage, value }]
  })
  const longest = Math.max(...known.map(({ value }) => value))
  const asleep = known.reduce((sum, { stage, value }) => (isSleep(stage) ? sum + value : sum), 0)
  return (
    <dl class="stage-totals">
      {known.map(({ stage, value }) => (
        <div key={stage} class="stage-total">
          <dt>{stageNames[stage]}</dt>
          <dd class="stage-track" aria-hidden="true">
            <span class={`stage-line stage-back-${stage}`} style={{ width: `${(value / longest) * 100}%` }} />
          </dd>
          <dd class="number stage-time">{sayHours(value)}</dd>
          <dd class="number stage-share">
            {isSleep(stage) && asleep > 0 && `${sayNumber((value / asleep) * 100)}%`}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const isSleep = (stage: string): boolean => stage !== 'awake' && stage !== 'in_bed'
