import type { Ingestion } from './ingestions.ts'

/** Whether one hears of what arrives: `lost` is being mended, `refused` is not. */
export type Hearing = 'connecting' | 'listening' | 'lost' | 'refused'

/**
 * Tells of each ingestion that ends from now on. The browser connects anew by itself where the connection breaks.
 * @returns call it to hear no more
 */
export function hearIngestions(
  onIngestion: (ingestion: Ingestion) => void,
  onHearing: (hearing: Hearing) => void,
): () => void {
  const events = new EventSource('/v1/ingestions')
  events.addEventListener('open', () => onHearing('listening'))
  events.addEventListener('error', () =>
    onHearing(events.readyState === EventSource.CLOSED ? 'refused' : 'lost'),
  )
  events.addEventListener('ingestion', event => onIngestion(JSON.parse(event.data) as Ingestion))
  return () => events.close()
}
