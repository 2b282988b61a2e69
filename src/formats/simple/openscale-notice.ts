import type { Incoming, Place } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'

/** What openScale tells its webhook besides measurements: that somebody tries it out, or takes measurements back. */
const notices: ReadonlySet<unknown> = new Set(['test', 'delete', 'clear'])

const noticeKeys: ReadonlySet<string> = new Set(['event', 'userId', 'date'])

/** Whether a value is `{event: "test"}`, `{event: "delete", userId, date}` or `{event: "clear", userId}`. */
export function isOpenScaleNotice(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) && notices.has(value.event) && Object.keys(value).every(key => noticeKeys.has(key))
  )
}

/** A test is no item. A deletion is one and refused, so that nobody takes it for done. */
export function readOpenScaleNotice({ event }: JsonObject, place: Place): Incoming[] {
  if (event === 'test') return []
  const detail = 'measurements are not deleted through the webhook of openScale'
  return [{ kind: 'nothing', countedAs: 'measurement', detail, ...place }]
}
