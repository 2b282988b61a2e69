import type { JSX } from 'preact'
import type { Ingestion } from '../api/ingestions.ts'
import { Icon } from '../frame/icon.tsx'
import { useSession } from '../frame/session.ts'
import { dateOf, sayClock } from '../words/dates.ts'

/** Saves the bytes as they came; nothing where they are not kept. */
export function PayloadLink({ ingestion }: { ingestion: Ingestion }): JSX.Element | null {
  const { timezone } = useSession().session.user
  if (!isKept(ingestion)) return null
  return (
    <a
      class="button"
      href={`/v1/ingestions/${ingestion.ingestion_id}/payload`}
      download={fileNameOf(ingestion, timezone)}
    >
      <Icon name="download" />
      Download what was sent
    </a>
  )
}

/** Whether there is something to read again: the file of an import is not kept, nor what this server has switched off. */
export const isKept = ({ file_name, redacted_types }: Ingestion): boolean =>
  file_name === null && !redacted_types?.includes('*')

/** `2026-11-26 1906 Health Metrics.json` */
function fileNameOf({ received_at, client, content_type }: Ingestion, timezone: string): string {
  const name = (client['automation-name'] ?? 'ingestion').replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ').trim()
  const clock = sayClock(received_at, timezone).replaceAll(/\D+/g, '')
  return `${dateOf(received_at, timezone)} ${clock} ${name || 'ingestion'}.${extensionOf(content_type)}`
}

function extensionOf(contentType: string | null): string {
  const type = contentType ?? ''
  if (type.includes('csv')) return 'csv'
  if (type.includes('ndjson')) return 'ndjson'
  return type === '' || type.includes('json') ? 'json' : 'txt'
}
