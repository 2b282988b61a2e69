import type { Format } from './format.ts'
import { healthAutoExport } from './health-auto-export/index.ts'
import { healthAutoExportCsv } from './health-auto-export-csv/index.ts'
import { healthBridge } from './health-bridge.ts'
import { healthConnect } from './health-connect/index.ts'
import { healthExportPro } from './health-export-pro/index.ts'
import { healthMd } from './health-md/index.ts'
import { openWearables } from './open-wearables.ts'
import { simple } from './simple/index.ts'
import { typed } from './typed/index.ts'

/**
 * All formats, in the order in which they are asked: the more particular one first. Health Auto Export comes last,
 * because it takes any array of records inside `data` for a type of the future.
 */
export const formats: readonly Format[] = [
  healthAutoExportCsv,
  healthExportPro,
  openWearables,
  healthBridge,
  healthMd,
  healthConnect,
  typed,
  simple,
  healthAutoExport,
]

/** A body may be an array of a million records, which are parsed while they are looked at. */
const ELEMENTS_PER_STEP = 16

/**
 * The format of a parsed body, or undefined when the envelope is none that we know or no format has the forced name.
 * A forced format still needs an envelope that it accepts. Pauses after each step.
 */
export function* recogniseFormat(
  body: unknown,
  forcedName?: string,
): Generator<void, Format | undefined, void> {
  const candidates = formats.filter(({ name }) => forcedName === undefined || name === forcedName)
  const recognises = (format: Format, value: unknown, isElement: boolean) =>
    (forcedName === undefined ? undefined : format.accepts?.(value, isElement)) ??
    format.recognises(value, isElement)
  if (!Array.isArray(body)) {
    for (const format of candidates) {
      const recognised = recognises(format, body, false)
      if (recognised === true || (recognised && (yield* recognised))) return format
    }
    return undefined
  }
  // Each element is looked at once for all formats: one that comes before those found so far may still be in a later.
  let found = candidates.length
  let looked = 0
  for (const element of body) {
    for (let at = 0; at < found; at++) {
      const recognised = recognises(candidates[at]!, element, true)
      if (recognised === true || (recognised && (yield* recognised))) found = at
    }
    if (found === 0) break
    if (++looked % ELEMENTS_PER_STEP === 0) yield
  }
  return candidates[found]
}
