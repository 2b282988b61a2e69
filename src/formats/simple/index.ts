import { isBareMetric, isEnvelope, recordArrays, recordHolders } from '../envelope.ts'
import { readHalves } from '../flat-record.ts'
import type { Format, FormatContext } from '../format.ts'
import type { Incoming, Place } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { type Pressures, pairPressures } from '../pressure-pairs.ts'
import { readEnvelope } from '../read-body.ts'
import { readEach } from '../read-each.ts'
import { isOpenScaleNotice, readOpenScaleNotice } from './openscale-notice.ts'
import { isParallelLists, readParallelLists } from './parallel-lists.ts'
import { holdsSimpleRecords, isSimpleRecord, readSimpleRecord } from './record.ts'
import { figuresBeside, holdsRecords } from './records-within.ts'

/**
 * What people build themselves: iOS Shortcuts, HealthSync, heartbridge, openScale's webhook. One object
 * `{metric | type, value, unit?, date | start, end?, source | device}`, an array of them or one in an object; everything
 * may be text, in the phone's spelling. Recognised only where something really has a metric's name and a value.
 */
export const simple: Format = {
  name: 'simple',
  recognises: isSimplePart,
  read: readSimple,
}

/** What holds records is simple only by what it holds, or by figures of its own that we know. */
function isSimplePart(part: unknown): boolean {
  if (holdsRecords(part)) return isContainer(part) || figuresBeside(part) !== undefined
  return isSimpleRecord(part) || isParallelLists(part) || isOpenScaleNotice(part) || isContainer(part)
}

function isContainer(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false
  return recordHolders(value, '').flatMap(recordArrays).some(holdsSimpleRecords)
}

function* readSimple(body: unknown, context: FormatContext): Generator<Incoming, void, undefined> {
  if (!Array.isArray(body)) {
    // A body that is itself a record stands in no array; as in one of one element, it is number 0.
    if (isSimplePart(body)) yield* readPart(body, '', { path: '', index: 0 }, context)
    return
  }
  const pressures = pairPressures(() => readHalves(body))
  yield* readEach(body, '', (part, place) => readPart(part, `/${place.index}`, place, context, pressures))
}

function* readPart(
  part: unknown,
  path: string,
  place: Place,
  context: FormatContext,
  pressures?: Pressures,
): Generator<Incoming, void, undefined> {
  if (holdsRecords(part)) {
    const figures = figuresBeside(part)
    if (figures) yield* readSimpleRecord(figures, place, pressures)
    yield* readEnvelope(part, path, context)
  } else if (isSimpleRecord(part)) yield* readSimpleRecord(part, place, pressures)
  else if (isParallelLists(part)) yield* readParallelLists(part, path)
  else if (isOpenScaleNotice(part)) yield* readOpenScaleNotice(part, place)
  else if (isContainer(part) || isEnvelope(part) || isBareMetric(part))
    yield* readEnvelope(part, path, context)
  else yield* readSimpleRecord(part, place)
}
