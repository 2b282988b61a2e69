import { fourClients, type IngestCase } from './cases.ts'
import type { Phone } from './create-phones.ts'
import { expectCounts } from './expect-counts.ts'
import type { Figures } from './figures.ts'
import { type Client, type Sent, sendBodies } from './send-bodies.ts'
import type { ServerProcess } from './server-process.ts'
import type { Stretch } from './stretch.ts'

/** What the samples are to the service; `repeated` are the very bytes that were sent before, `known` are others. */
export type Novelty = 'new' | 'known' | 'repeated' | 'corrected'

export const noveltiesOf = ({ isCorrectedToo }: IngestCase): readonly Novelty[] =>
  isCorrectedToo ? ['new', 'known', 'repeated', 'corrected'] : ['new', 'known', 'repeated']

export const sideOf = ({ title }: IngestCase, novelty: Novelty): string => `${title}: ${novelty}`

/** The four clients of the case, to a service of two processes. */
export const twoWorkers: IngestCase = { ...fourClients, title: `${fourClients.title}, WORKERS=2` }

/**
 * Sends a stretch of time that is new, hands it to `whenNew`, sends it again in other bytes and in the same, and where that
 * is asked for once more with every tenth sample changed.
 * @throws {Error} if the service counts something else than what was sent
 */
export async function measureCase(
  ingestCase: IngestCase,
  {
    service,
    phones,
    stretch,
    figures,
    whenNew = async () => {},
  }: {
    service: ServerProcess
    phones: readonly Phone[]
    stretch: Stretch
    figures: Figures
    whenNew?: (sent: Sent) => Promise<void>
  },
): Promise<void> {
  const asFirstReported = ingestCase.write(stretch)
  for (const novelty of noveltiesOf(ingestCase)) {
    const written = novelty === 'corrected' ? ingestCase.write(stretch, true) : asFirstReported
    const bodies = novelty === 'known' ? written.bodies.map(inOtherBytes) : written.bodies
    const clients = phones.map(({ key }): Client => ({ origin: service.origin, key, bodies }))
    const cpuBefore = service.usage().cpuSeconds
    const sent = await sendBodies(clients)
    const cpuSeconds = service.usage().cpuSeconds - cpuBefore
    const records = written.records * clients.length
    expectCounts(sent, novelty, { records, changed: written.changed * clients.length })
    figures.add(sideOf(ingestCase, novelty), { seconds: sent.seconds, records, cpuSeconds })
    if (novelty === 'new') await whenNew(sent)
  }
}

/** The same to who reads it. */
const inOtherBytes = (json: Buffer): Buffer => Buffer.concat([json, Buffer.from('\n')])
