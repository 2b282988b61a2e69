import { useEffect, useState } from 'preact/hooks'
import { ask } from '../api/client.ts'
import { type Hearing, hearIngestions } from '../api/ingestion-events.ts'
import type { Ingestion, Ingestions } from '../api/ingestions.ts'

export interface Arrivals {
  /** What a key sent and has been dealt with, the newest first. */
  ingestions: readonly Ingestion[]
  hearing: Hearing
  /** Looks, and listens anew. */
  again(): void
}

/** Nothing of these can be said yet. */
const underWay = new Set<Ingestion['status']>(['received', 'queued', 'processing'])

/**
 * What arrives with one key, from its first request on, also what came while nobody listened.
 * @param keyId undefined: nothing is waited for
 */
export function useArrivals(keyId: string | undefined): Arrivals {
  const [ingestions, setIngestions] = useState<readonly Ingestion[]>([])
  const [hearing, setHearing] = useState<Hearing>('connecting')
  const [round, setRound] = useState(0)

  useEffect(() => {
    if (keyId === undefined) return
    let isOver = false
    const add = (found: readonly Ingestion[]) => {
      const ours = found.filter(({ key_id, status }) => key_id === keyId && !underWay.has(status))
      if (isOver || ours.length === 0) return
      setIngestions(known => {
        const news = new Map([...known, ...ours].map(one => [one.ingestion_id, one]))
        return [...news.values()].sort((a, b) => (a.received_at < b.received_at ? 1 : -1))
      })
    }
    const look = () =>
      ask<Ingestions>('/v1/ingestions?limit=100').then(
        answer => add(answer.ingestions),
        () => {
          if (!isOver) setHearing('refused')
        },
      )
    const hearNoMore = hearIngestions(
      ingestion => add([ingestion]),
      now => {
        setHearing(now)
        // What came before, or while the connection was lost; or all that can be known, where there is none.
        if (now === 'listening' || now === 'refused') void look()
      },
    )
    return () => {
      isOver = true
      hearNoMore()
    }
  }, [keyId, round])

  return { ingestions, hearing, again: () => setRound(round => round + 1) }
}
