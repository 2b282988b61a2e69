import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import { sourceNameOf } from '../source-name.ts'
import type { Fields } from '../take-fields.ts'

/**
 * A record with its keys in snake_case, as the webhook writes them by default; it can be told to write camelCase, which
 * is also what Health Connect itself has. Where two keys become one, both are kept.
 */
export function normaliseKeys(record: JsonObject): JsonObject {
  const normalised = createBareObject<unknown>()
  for (const key of Object.keys(record)) {
    const name = snakeCase(key)
    normalised[name === '' || name in normalised ? key : name] = record[key]
  }
  return normalised
}

export interface Origin {
  source: unknown
  clientId: unknown
  /** What the metadata says besides the source and the id. */
  metadata: Record<string, unknown> | undefined
}

/**
 * Who says so, from `metadata: {data_origin, recording_method, device: {manufacturer, model, type}}`: the app that
 * wrote the record, or the device where none is named. Takes the metadata, of which the rest belongs in the detail.
 */
export function takeOrigin(record: JsonObject, fields: Fields): Origin {
  const direct = fields.takeText('source', 'data_origin')
  if (!isJsonObject(record.metadata)) return { source: direct, clientId: undefined, metadata: undefined }
  fields.take('metadata')
  const { data_origin: app, id: writtenId, ...rest } = normaliseKeys(record.metadata)
  const id = typeof writtenId === 'string' && writtenId !== '' ? writtenId : undefined
  const appName = typeof app === 'string' && app !== '' ? app : undefined
  const metadata = createBareObject<unknown>()
  if (id === undefined && (writtenId ?? null) !== null) metadata.id = writtenId
  for (const key of Object.keys(rest)) {
    if ((rest[key] ?? null) !== null && !(key === 'recording_method' && rest[key] === 'unknown'))
      metadata[key] = rest[key]
  }
  return {
    source: direct ?? appName ?? sourceNameOf(rest.device),
    clientId: id,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  }
}

/** As `restOf`, for records that have no column for the id: it stays in the metadata. */
export function restWithId(fields: Fields, origin: Origin): Record<string, unknown> | undefined {
  if (origin.clientId === undefined) return restOf(fields, origin)
  const metadata = createBareObject<unknown>()
  metadata.id = origin.clientId
  for (const key of Object.keys(origin.metadata ?? {})) metadata[key] = origin.metadata![key]
  return restOf(fields, { ...origin, metadata })
}

/** What no field took, and the rest of the metadata; undefined where that is nothing. */
export function restOf(fields: Fields, { metadata }: Origin): Record<string, unknown> | undefined {
  const rest = fields.rest()
  if (!metadata) return rest
  const detail = rest ?? createBareObject<unknown>()
  detail.metadata = metadata
  return detail
}
