import type { JSX } from 'preact'
import type { IssuedKey } from '../api/keys.ts'
import { Icon } from '../frame/icon.tsx'
import { changeQuery } from '../frame/location.ts'
import { Segmented } from '../frame/segmented.tsx'
import { nameAutomation } from './automation-link.ts'
import { ByHand } from './by-hand.tsx'
import { ByLink } from './by-link.tsx'
import { dataTypes, periods } from './data-types.ts'
import { Step } from './step.tsx'
import type { Arrivals } from './use-arrivals.ts'

const ways = [
  { value: 'link', label: 'By code or link' },
  { value: 'hand', label: 'By hand' },
] as const

/** Sets the app up, one automation for each type of data. */
export function AutomationStep({
  issued,
  origin,
  query,
  arrivals,
}: {
  issued: IssuedKey | undefined
  origin: string | undefined
  query: URLSearchParams
  arrivals: Arrivals
}): JSX.Element {
  const dataType = dataTypes.find(({ name }) => name === query.get('type')) ?? dataTypes[0]
  const period = periods.find(({ name }) => name === query.get('period')) ?? periods[0]
  const way = ways.find(({ value }) => value === query.get('by'))?.value ?? 'link'
  // Whoever typed another name is not told; what arrived stands beside it anyway.
  const arrived = new Set(arrivals.ingestions.map(({ client }) => client['automation-name']))
  const hasArrived = dataTypes.map(type => arrived.has(nameAutomation(type)))
  return (
    <Step number={3} title="An automation for each type of data" isDone={hasArrived.every(Boolean)}>
      {!issued || !origin ? (
        <p class="soft">
          {issued ? 'Say first where the phone finds this service.' : 'Make a key first.'} Then a code for the
          phone’s camera stands here, and all settings to copy.
        </p>
      ) : (
        <>
          <fieldset class="data-types">
            <legend>What shall it send?</legend>
            {dataTypes.map((type, index) => (
              <label key={type.name}>
                <input
                  type="radio"
                  name="data-type"
                  value={type.name}
                  checked={type === dataType}
                  onChange={() => changeQuery({ type: type.name })}
                />
                <span>
                  {hasArrived[index] && <Icon name="check" />}
                  {type.title}
                  {hasArrived[index] && <span class="visually-hidden">, has arrived</span>}
                </span>
              </label>
            ))}
          </fieldset>
          <p class="soft">{dataType.about}</p>
          <div class="choice">
            <span class="choice-name" aria-hidden="true">
              How far back each run goes
            </span>
            <Segmented
              label="How far back each run goes"
              options={periods.map(({ name, title }) => ({ value: name, label: title }))}
              value={period.name}
              onChange={name => changeQuery({ period: name })}
            />
            <p class="hint">{period.about}</p>
          </div>
          <div class="choice">
            <span class="choice-name" aria-hidden="true">
              How to set it up
            </span>
            <Segmented
              label="How to set it up"
              options={ways}
              value={way}
              onChange={by => changeQuery({ by })}
            />
          </div>
          {way === 'link' ? (
            <ByLink automation={{ origin, key: issued.key, dataType, period }} />
          ) : (
            <ByHand automation={{ origin, key: issued.key, dataType, period }} />
          )}
        </>
      )}
    </Step>
  )
}
