import { useEffect, useReducer } from 'preact/hooks'

/** Draws anew each minute: how long ago something was does not stay true. */
export function useMinutes(): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = window.setInterval(() => redraw(undefined), 60_000)
    return () => window.clearInterval(timer)
  }, [])
}
