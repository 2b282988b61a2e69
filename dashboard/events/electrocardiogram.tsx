import './events.css'
import type { JSX } from 'preact'
import { useId, useMemo } from 'preact/hooks'
import type { Events, HealthEvent } from '../api/events.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Icon } from '../frame/icon.tsx'
import { hrefTo } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Empty, Skeleton } from '../frame/states.tsx'
import type { ViewProps } from '../frame/views.ts'
import { sayTime } from '../words/dates.ts'
import { sayDuration } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { classificationOf, rateOf } from './electrocardiogram-words.ts'
import { EventFacts } from './event-facts.tsx'
import { Trace } from './trace.tsx'
import { type Recording, readRecording } from './voltages.ts'

/** One recording; its address is when it began. */
export default function Electrocardiogram({ params }: ViewProps): JSX.Element {
  const { timezone } = useSession().session.user
  const begin = Date.parse(params.at ?? '')
  const from = Number.isNaN(begin) ? undefined : new Date(begin).toISOString()
  const to = from && new Date(begin + 1).toISOString()
  const answer = useAnswer<Events>(from === undefined ? undefined : '/v1/events', { type: 'ecg', from, to })
  const none = (
    <Empty title="No recording of this time">
      <p>Its address may be cut off, or it may have been erased.</p>
    </Empty>
  )
  return (
    <Page
      title="Electrocardiogram"
      lead={from && sayTime(from, timezone)}
      actions={
        <a class="button" href={hrefTo(['events'], { type: 'ecg' })}>
          <Icon name="back" />
          All recordings
        </a>
      }
    >
      {from === undefined ? (
        none
      ) : (
        <Answered
          answer={answer}
          skeleton={<Skeleton height="22rem" />}
          isEmpty={({ events }) => events.length === 0}
          empty={none}
        >
          {({ events }) =>
            events.map((event, index) => <Recorded key={index} event={event} timezone={timezone} />)
          }
        </Answered>
      )}
    </Page>
  )
}

function Recorded({ event, timezone }: { event: HealthEvent; timezone: string }): JSX.Element {
  const heading = useId()
  const recording = useMemo(() => readRecording(event), [event])
  const { voltages: _, voltageMeasurements: __, ...detail } = event.detail ?? {}
  const words = [rateOf(event), recording && sayRecording(recording)]
    .filter(part => part !== undefined)
    .join(', ')
  return (
    <section class="card section" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{classificationOf(event)}</h2>
        {words !== '' && <p>{words}.</p>}
        <p class="small">
          The watch classifies it; that is no diagnosis. If something worries you, show it to a physician.
        </p>
      </header>
      {recording ? (
        <Trace recording={recording} summary={`Electrocardiogram: ${classificationOf(event)}, ${words}`} />
      ) : (
        <p class="soft">The voltages of this recording were not sent.</p>
      )}
      <EventFacts event={{ ...event, detail }} timezone={timezone} />
    </section>
  )
}

function sayRecording({ millivolts, hertz }: Recording): string {
  let [low, high] = [0, 0]
  for (const voltage of millivolts) {
    low = Math.min(low, voltage ?? 0)
    high = Math.max(high, voltage ?? 0)
  }
  return `${sayDuration(millivolts.length / hertz)} long, from ${sayNumber(low, 1)} to ${sayNumber(high, 1)} mV, ${sayNumber(hertz)} values a second`
}
