import { afterAll, onTestFinished } from 'vitest'

const closers: (() => unknown)[] = []

// Here and now, as the file is collected: an afterAll that is called within a beforeAll or a test never runs.
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Closes what was opened when the test ends that opened it; what was opened outside of a test, when the file ends. */
export function closeAfterwards(close: () => unknown): void {
  try {
    onTestFinished(async () => void (await close()))
  } catch {
    closers.push(close)
  }
}
