import { useEffect, useRef, useState } from 'preact/hooks'
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
    let source: EventSource | undefined
    let retry: number | undefined
    let wasOpen = false
    const open = () => {
      source = new EventSource('/v1/ingestions')
      source.addEventListener('open', () => {
        setLive(true)
        if (wasOpen) listeners.current.onMissed()
        wasOpen = true
      })
      source.addEventListener('ingestion', event => {
        listeners.current.onIngestion(JSON.parse((event as MessageEvent<string>).data))
      })
      source.addEventListener('error', () => {
        setLive(false)
        if (source?.readyState !== EventSource.CLOSED) return
        // The session may have ended, which this source does not say, but the next answer does.
        listeners.current.onMissed()
        retry = window.setTimeout(open, RETRY_MS)
      })
    }
    const close = () => {
      window.clearTimeout(retry)
      source?.close()
      source = undefined
      setLive(false)
    }
    // A browser has few connections to one host, and tabs in the background need none.
    const look = () => {
      if (document.hidden) close()
      else if (!source) open()
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
