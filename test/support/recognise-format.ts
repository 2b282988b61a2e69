import type { Format } from '../../src/formats/format.ts'
import { recogniseFormat as recogniseInSteps } from '../../src/formats/index.ts'

/** As the recogniser, in one go: a test has nobody waiting. */
export function recogniseFormat(body: unknown, forcedName?: string): Format | undefined {
  const steps = recogniseInSteps(body, forcedName)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
