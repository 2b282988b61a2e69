import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { outdate } from '../api/answers.ts'
import { addressOf, ask } from '../api/client.ts'
import type { Ingestion, Ingestions } from '../api/ingestions.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import { type Answer, useAnswer } from '../api/use-answer.ts'
import { useLiveIngestions } from './live-ingestions.ts'

const PAGE = 50

export interface LedgerPages {
  /** The first page, for its states; what is shown is in `entries`. */
  answer: Answer<Ingestions>
  /** The newest first. */
  entries: readonly Ingestion[]
  isLive: boolean
  /** Asks for the next page; undefined where there is none. */
  more: (() => void) | undefined
  moreProblem: Problem | undefined
  loadingMore: boolean
}

/**
 * The ledger page by page; what ends meanwhile comes by itself.
 * @param status as `status=`; the same as long as the component lives
 */
export function useLedger(status: string | undefined): LedgerPages {
  const answer = useAnswer<Ingestions>('/v1/ingestions', { limit: PAGE, status })
  // By id; what was seen stays, so that no page has a gap when others come in front of it.
  const [seen, setSeen] = useState<ReadonlyMap<string, Ingestion>>(new Map())
  const [cursor, setCursor] = useState<string | null>()
  const [loadingMore, setLoadingMore] = useState(false)
  const [moreProblem, setMoreProblem] = useState<Problem>()
  const newest = useRef('')
  for (const one of seen.values()) if (placeOf(one) > newest.current) newest.current = placeOf(one)

  const first = answer.data
  // Before anything is painted: the rows would be missing for a moment.
  useLayoutEffect(() => {
    if (!first) return
    const last = first.ingestions.at(-1)
    // After a long silence there may be more in between than a page.
    const isApart =
      newest.current !== '' &&
      first.next_cursor !== null &&
      last !== undefined &&
      placeOf(last) > newest.current
    setSeen(known => add(isApart ? new Map() : known, first.ingestions))
    setCursor(known => (known === undefined || isApart ? first.next_cursor : known))
  }, [first])

  const isLive = useLiveIngestions({
    onIngestion: ingestion => {
      setSeen(known => {
        if (status === undefined || status.split(',').includes(ingestion.status))
          return add(known, [ingestion])
        const others = new Map(known)
        others.delete(ingestion.ingestion_id)
        return others
      })
      outdate('/v1/clients')
    },
    onMissed: () => outdate('/v1/ingestions?'),
  })

  const more = async (from: string) => {
    setLoadingMore(true)
    setMoreProblem(undefined)
    try {
      const page = await ask<Ingestions>(addressOf('/v1/ingestions', { limit: PAGE, status, cursor: from }))
      setSeen(known => add(known, page.ingestions))
      setCursor(page.next_cursor)
    } catch (error) {
      setMoreProblem(error instanceof Problem ? error : noAnswer())
    }
    setLoadingMore(false)
  }
  return {
    answer,
    entries: [...seen.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)),
    isLive,
    more: typeof cursor === 'string' ? () => void more(cursor) : undefined,
    moreProblem,
    loadingMore,
  }
}

/** In the order of the service: when it came, then its id. */
const placeOf = ({ received_at, ingestion_id }: Ingestion): string => `${received_at} ${ingestion_id}`

const add = (
  known: ReadonlyMap<string, Ingestion>,
  ingestions: readonly Ingestion[],
): Map<string, Ingestion> => new Map([...known, ...ingestions.map(one => [one.ingestion_id, one] as const)])
