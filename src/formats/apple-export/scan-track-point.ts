import type { IncomingRoutePoint } from '../incoming.ts'
import { literal, type PlainBytes } from './plain-bytes.ts'
import { readNumber, readTime } from './route-values.ts'

const longitude = literal('<trkpt lon="')
const latitude = literal(' lat="')
const altitude = literal('><ele>')
const time = literal('</ele><time>')
const speed = literal('</time><extensions><speed>')
const course = literal('</speed><course>')
const horizontalAccuracy = literal('</course><hAcc>')
const verticalAccuracy = literal('</hAcc><vAcc>')
const end = literal('</vAcc></extensions></trkpt>')

/**
 * The track point that stands next, written as the Health app writes each; the bytes are then at its end.
 * @returns undefined for one that is written in any other way: that is for a parser
 */
export function scanTrackPoint(bytes: PlainBytes): IncomingRoutePoint | undefined {
  const lon = bytes.take(longitude)
  const lat = bytes.take(latitude)
  const texts = [
    takeText(bytes, altitude),
    takeText(bytes, time),
    takeText(bytes, speed),
    takeText(bytes, course),
    takeText(bytes, horizontalAccuracy),
    takeText(bytes, verticalAccuracy),
  ]
  if (!bytes.isPlain || lon === undefined || lat === undefined || !bytes.pass(end)) return undefined
  return {
    recordedAt: readTime(texts[1]!),
    latitude: readNumber(lat),
    longitude: readNumber(lon),
    altitude: readNumber(texts[0]),
    speed: readNumber(texts[2]),
    course: readNumber(texts[3]),
    horizontalAccuracy: readNumber(texts[4]),
    verticalAccuracy: readNumber(texts[5]),
  }
}

/** Text that stands behind this; where something else comes next, it is not plain. */
function takeText(bytes: PlainBytes, beginning: Buffer): string {
  if (bytes.isPlain && bytes.pass(beginning)) return bytes.takeText()
  bytes.isPlain = false
  return ''
}
