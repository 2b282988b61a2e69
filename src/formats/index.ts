import { hasEnvelope } from './envelope.ts'
import type { Format } from './format.ts'
import { healthAutoExport } from './health-auto-export/index.ts'
import { healthAutoExportCsv } from './health-auto-export-csv/index.ts'
import { readBody } from './read-body.ts'
import { typed } from './typed/index.ts'

/** All formats, in the order in which they are asked: the more particular one first. */
export const formats: readonly Format[] = [typed, healthAutoExport, healthAutoExportCsv]

/**
 * The format of a parsed body, or undefined when the envelope is none that we know or no format has the forced name.
 * A forced format still needs an envelope that it reads: what nobody would look at must not pass as an empty body.
 */
export function recogniseFormat(body: unknown, forcedName?: string): Format | undefined {
  if (forcedName === undefined) return formats.find(format => format.recognises(body))
  const forced = formats.find(format => format.name === forcedName)
  const reads = forced?.read === readBody ? hasEnvelope(body) : forced?.recognises(body)
  return reads ? forced : undefined
}
