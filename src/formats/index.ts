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

/**
 * The format of a parsed body, or undefined when the envelope is none that we know or no format has the forced name.
 * A forced format still needs an envelope that it accepts.
 */
export function recogniseFormat(body: unknown, forcedName?: string): Format | undefined {
  if (forcedName === undefined) return formats.find(format => format.recognises(body))
  const forced = formats.find(format => format.name === forcedName)
  if (!forced) return undefined
  return (forced.accepts?.(body) ?? forced.recognises(body)) ? forced : undefined
}
