import type { JSX } from 'preact'
import type { Ingestion } from '../api/ingestions.ts'
import { useSession } from '../frame/session.ts'
import { sayTime } from '../words/dates.ts'
import { sayBytes, sayNumber } from '../words/numbers.ts'
import { sayFormat } from './client-words.ts'

/** All else that is known of it. */
export function IngestionFacts({ ingestion }: { ingestion: Ingestion }): JSX.Element {
  const { timezone } = useSession().session.user
  const facts = factsOf(ingestion, timezone).filter((fact): fact is [string, string] => fact[1] !== undefined)
  return (
    <section class="card section" aria-labelledby="facts">
      <h2 id="facts">How it came</h2>
      <dl class="ingestion-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function factsOf(
  ingestion: Ingestion,
  timezone: string,
): (readonly [name: string, value: string | undefined])[] {
  const { client, processed_at, redacted_types, xml_faults, left_out, files_not_read } = ingestion
  return [
    ...Object.entries(headers).map(([name, label]) => [label, client[name]] as const),
    ['Received', sayTime(ingestion.received_at, timezone)],
    ['Read', processed_at === null ? undefined : sayTime(processed_at, timezone)],
    ['Format', sayFormat(ingestion.format)],
    ['Size', sayBytes(ingestion.sent_bytes)],
    ['Content type', ingestion.content_type ?? undefined],
    ['Packed as', ingestion.content_encoding ?? undefined],
    ['File', ingestion.file_name ?? undefined],
    ['Key', ingestion.key_id ?? undefined],
    ['Switched off here', ingestion.disabled_types?.join(', ')],
    [
      'Taken out before it was kept',
      redacted_types?.includes('*') ? 'All of it' : redacted_types?.join(', '),
    ],
    ['Passed over, as it is no XML', xml_faults ? sayNumber(xml_faults) : undefined],
    ['Left out, as nobody asked for it', left_out ? sayNumber(left_out) : undefined],
    ['Files that were not read', files_not_read?.length ? files_not_read.join(', ') : undefined],
    ['Ends before its time', ingestion.cut_off ? 'Yes' : undefined],
    ...Object.entries(client).filter(([name]) => headers[name] === undefined),
    ['Id', ingestion.ingestion_id],
    ['SHA-256', ingestion.sha256],
  ]
}

const headers: Record<string, string> = {
  'user-agent': 'Program',
  'automation-name': 'Automation',
  'automation-id': 'Id of the automation',
  'automation-aggregation': 'Time grouping',
  'automation-period': 'Period',
  'session-id': 'Session of the app',
}
