import type { JSX } from 'preact'
import type { Client, Clients } from '../api/clients.ts'
import type { Answer } from '../api/use-answer.ts'
import { Icon } from '../frame/icon.tsx'
import { useSession } from '../frame/session.ts'
import { Answered } from '../frame/states.tsx'
import { sayTime } from '../words/dates.ts'
import { sayDuration } from '../words/durations.ts'
import { sayNumber } from '../words/numbers.ts'
import { sayAgo } from '../words/relative-times.ts'
import { isPhone, sayProgram } from './client-words.ts'
import { groupSenders, type Sender } from './senders.ts'
import { useMinutes } from './use-minutes.ts'

/** Who sends, when it was heard last, and what to try where it has fallen silent. */
export function Freshness({ answer }: { answer: Answer<Clients> }): JSX.Element {
  useMinutes()
  return (
    <Answered answer={answer}>
      {({ clients }) =>
        clients.length > 0 && (
          <section class="section" aria-labelledby="senders">
            <h2 id="senders">Who sends</h2>
            <div class="cards">
              {groupSenders(clients).map(sender => (
                <SenderCard key={`${sender.keyId} ${sender.client}`} sender={sender} />
              ))}
            </div>
          </section>
        )
      }
    </Answered>
  )
}

function SenderCard({ sender }: { sender: Sender }): JSX.Element {
  const { timezone } = useSession().session.user
  const { newest, automations } = sender
  const program = sayProgram(sender.client)
  const name = isPhone(program) ? 'Your phone' : (program ?? 'A client without a name')
  const silent = automations.filter(one => one.silent)
  const about = [isPhone(program) ? program : undefined, sender.keyName].filter(part => part).join(' · ')
  return (
    <article class="card sender">
      <header>
        <h3>{name}</h3>
        <span class={`tag ${sender.isSilent ? 'warn' : 'good'}`}>
          <Icon name={sender.isSilent ? 'warning' : 'check'} />
          {sender.isSilent ? 'Silent' : 'In touch'}
        </span>
      </header>
      <p class="small">{about}</p>
      {sender.isSilent ? (
        <p class="notice sender-silent">
          {name} has been silent for {saySilence(newest.last_received_at)}.
        </p>
      ) : (
        <p>
          Last heard{' '}
          <time dateTime={newest.last_received_at} title={sayTime(newest.last_received_at, timezone)}>
            {sayAgo(newest.last_received_at)}
          </time>
          {newest.usual_interval_s !== null && `, usually every ${sayDuration(newest.usual_interval_s)}`}.
        </p>
      )}
      {sender.isSilent && <WhatToTry phone={isPhone(program)} />}
      {(automations.length > 1 || newest.automation !== null) && (
        <details class="sender-automations">
          <summary>
            {automations.length === 1 ? '1 automation' : `${sayNumber(automations.length)} automations`}
            {!sender.isSilent && silent.length > 0 && `, ${sayNumber(silent.length)} silent`}
          </summary>
          <ul>
            {automations.map(one => (
              <Automation key={`${one.automation} ${one.first_received_at}`} client={one} />
            ))}
          </ul>
        </details>
      )}
    </article>
  )
}

const Automation = ({ client }: { client: Client }): JSX.Element => (
  <li>
    <span>{client.automation ?? 'Without a name'}</span>
    <span class="small">
      {sayAgo(client.last_received_at)}
      {client.usual_interval_s !== null && `, usually every ${sayDuration(client.usual_interval_s)}`}
    </span>
    {client.silent && <span class="tag warn">Silent</span>}
  </li>
)

function WhatToTry({ phone }: { phone: boolean }): JSX.Element {
  const { may } = useSession()
  return (
    <details>
      <summary>What to try</summary>
      <ol class="what-to-try">
        {phone ? (
          <>
            <li>Unlock the phone and open the app once: automations run only while the phone is unlocked.</li>
            <li>See in the app that the automation is on, and what it says of its last run.</li>
            <li>Allow the app Background App Refresh, and switch Low Power Mode off.</li>
            <li>See that the phone reaches this address: open this page on it.</li>
          </>
        ) : (
          <>
            <li>See that the program runs, and that it reaches this address.</li>
            <li>Look into its log for the answer that it gets.</li>
          </>
        )}
        <li>
          {may('manage') ? (
            <>
              See in <a href="#/account">your account</a> that its key still works.
            </>
          ) : (
            'See that its key still works.'
          )}
        </li>
      </ol>
    </details>
  )
}

const units = [
  { unit: 'day', seconds: 86_400, from: 172_800 },
  { unit: 'hour', seconds: 3_600, from: 0 },
] as const

/** `26 hours`, from two days on in days. */
function saySilence(since: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(since)) / 1000)
  const { unit, seconds: size } = units.find(({ from }) => seconds >= from) ?? units[1]
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(seconds / size),
  )
}
