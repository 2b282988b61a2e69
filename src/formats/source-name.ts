import { isJsonObject } from './json-object.ts'
import type { Fields } from './take-fields.ts'

/** Where an object that describes a source says its name, the most telling first. */
const nameKeys = [
  'name',
  'sourceName',
  'deviceName',
  'device_name',
  'appId',
  'bundleIdentifier',
  'bundle_id',
  'model',
]

/** The name in a source that is an object (`{name, bundleIdentifier, deviceName, …}`); undefined where it has none. */
export function sourceNameOf(source: unknown): string | undefined {
  if (!isJsonObject(source)) return undefined
  for (const key of nameKeys) {
    const name = source[key]
    if (typeof name === 'string' && name !== '') return name
  }
  return undefined
}

/** The name of the source; of a source that is an object the rest stays in the detail. A device speaks where no app does. */
export function takeSourceName(fields: Fields, written: { source?: unknown; device?: unknown }): unknown {
  return (
    fields.takeText('source', 'sourceName', 'source_name') ??
    sourceNameOf(written.source) ??
    fields.takeText('device', 'deviceName', 'device_name') ??
    sourceNameOf(written.device)
  )
}
