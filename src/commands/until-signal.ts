const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs work that the first SIGINT or SIGTERM asks to end; from then on, and when it has ended, a signal ends the
 * process as if nobody listened.
 * @param onSignal told once, when the first one comes
 */
export async function untilSignal<T>(
  onSignal: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const stop = () => {
    release()
    controller.abort()
    onSignal()
  }
  const release = () => {
    for (const signal of signals) process.off(signal, stop)
  }
  for (const signal of signals) process.on(signal, stop)
  try {
    return await work(controller.signal)
  } finally {
    release()
  }
}
