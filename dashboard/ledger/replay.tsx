import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { outdate } from '../api/answers.ts'
import { send } from '../api/client.ts'
import type { Counts, IngestionWithErrors, ReplayReport } from '../api/ingestions.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import { useSession } from '../frame/session.ts'
import { sayNumber } from '../words/numbers.ts'
import { sayAgo } from '../words/relative-times.ts'
import { countNames } from './count-words.ts'
import { isKept } from './payload-link.tsx'
import { StatusTag } from './status-tag.tsx'
import { isUnderWay } from './status-words.ts'

type Reading = Partial<Counts> & Pick<IngestionWithErrors, 'status'>

/** Reads the stored body again with the code of today, and shows what that changed. */
export function Replay({ ingestion }: { ingestion: IngestionWithErrors }): JSX.Element | null {
  const { may } = useSession()
  const [before, setBefore] = useState<Reading>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const mayReplay = may('manage') && isKept(ingestion) && !isUnderWay(ingestion)
  const isReplayed = ingestion.replayed_at !== null
  if (!mayReplay && !isReplayed) return null

  const replay = async () => {
    setBusy(true)
    setProblem(undefined)
    const { status, received, inserted, updated, duplicate, rejected } = ingestion
    try {
      await send<ReplayReport>('POST', `/v1/ingestions/${ingestion.ingestion_id}/replay`)
      setBefore({
        status,
        ...(received !== undefined && { received, inserted, updated, duplicate, rejected }),
      } as Reading)
      // What it brought may show anywhere.
      outdate('/v1/')
    } catch (error) {
      setProblem(error instanceof Problem ? error : noAnswer())
    }
    setBusy(false)
  }
  return (
    <section class="card section" aria-labelledby="replay">
      <header>
        <h2 id="replay">Read again</h2>
        <p>
          A newer release may read what an older one could not. Reading again is safe: what was kept before is
          counted as known, and a value that came later stays.
        </p>
      </header>
      {isReplayed && (
        <Readings
          before={before ?? readFirst(ingestion)}
          now={ingestion}
          beforeHead={before ? 'Before' : 'When it came'}
          nowHead={`Read again ${sayAgo(ingestion.replayed_at!)}`}
        />
      )}
      <div class="outcome" role="status">
        {problem && (
          <p class="problem">
            <span>
              <strong>{problem.title}.</strong> {problem.detail}
            </span>
          </p>
        )}
      </div>
      {mayReplay && (
        <p>
          <button type="button" class="button" onClick={() => void replay()} disabled={busy}>
            {busy ? 'Reading …' : 'Read again'}
          </button>
        </p>
      )}
    </section>
  )
}

/** Before its first replay. Of one that could not be read there are no counts. */
function readFirst({ first_counts }: IngestionWithErrors): Reading {
  if (!first_counts) return { status: 'failed' }
  const { received, rejected } = first_counts
  return {
    ...first_counts,
    status: rejected === 0 ? 'processed' : rejected < received ? 'partial' : 'rejected',
  }
}

function Readings({
  before,
  now,
  beforeHead,
  nowHead,
}: {
  before: Reading
  now: Reading
  beforeHead: string
  nowHead: string
}): JSX.Element {
  return (
    <div class="readings">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col" class="end">
              {beforeHead}
            </th>
            <th scope="col" class="end">
              {nowHead}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Result</th>
            <td class="end">
              <StatusTag ingestion={before} />
            </td>
            <td class="end">
              <StatusTag ingestion={now} />
            </td>
          </tr>
          {countNames.map(({ count, label }) => (
            <tr key={count}>
              <th scope="row">{label}</th>
              <td class="end">{sayCount(before[count])}</td>
              <td class="end">{sayCount(now[count])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const sayCount = (count: number | undefined): string => (count === undefined ? '–' : sayNumber(count))
