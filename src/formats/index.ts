import { hasEnvelope } from './envelope.ts'
import type { Format } from './format.ts'
import { healthAutoExport } from './health-auto-export/index.ts'
import { typed } from './typed/index.ts'

/** All formats, in the order in which they are asked: the more particular one first. */
export const formats: readonly Format[] = [typed, healthAutoExport]

/**
 * The format of a parsed body, or undefined when the envelope is none that we know or no format has the forced name.
 * A forced format still needs a known envelope: what none of its readers would look at must not pass as an empty body.
 */
export function recogniseFormat(body: unknown, forcedName?: string): Format | undefined {
  if (forcedName === undefined) return formats.find(format => format.recognises(body))
  const forced = formats.find(format => format.name === forcedName)
  return forced && hasEnvelope(body) ? forced : undefined
}
