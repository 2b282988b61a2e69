import { useEffect, useRef, useState } from 'preact/hooks'
import { hearIngestions } from '../api/ingestion-events.ts'
import type { Ingestion } from '../api/ingestions.ts'

/** Before it is tried again after an answer that the browser takes for final. */
const RETRY_MS = 15_000

/**
 * Tells of each ingestion that ends from now on, while somebody looks.
 * @param onMissed something may have ended that was not told of
 * @returns whether it listens now
 */
export function useLiveIngestions({
  onIngestion,
  onMissed,
}: {
  onIngestion(ingestion: Ingestion): void
  onMissed(): void
}): boolean {
  const [isLive, setLive] = useState(false)
  const listeners = useRef({ onIngestion, onMissed })
  listeners.current = { onIngestion, onMissed }
  useEffect(() => {
    let hearNoMore: (() => void) | undefined
    let retry: number | undefined
    let wasOpen = false
    const open = () => {
      hearNoMore = hearIngestions(
        ingestion => listeners.current.onIngestion(ingestion),
        hearing => {
          setLive(hearing === 'listening')
          // The session may have ended, which a refusal does not say, but the next answer does.
          if (hearing === 'refused' || (hearing === 'listening' && wasOpen)) listeners.current.onMissed()
          if (hearing === 'listening') wasOpen = true
          if (hearing === 'refused') retry = window.setTimeout(open, RETRY_MS)
        },
      )
    }
    const close = () => {
      window.clearTimeout(retry)
      hearNoMore?.()
      hearNoMore = undefined
      setLive(false)
    }
    // A browser has few connections to one host, and tabs in the background need none.
    const look = () => {
      if (document.hidden) close()
      else if (!hearNoMore) open()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      close()
    }
  }, [])
  return isLive
}
