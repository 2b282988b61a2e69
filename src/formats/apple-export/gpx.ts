import { SaxesParser } from 'saxes'
import type { IncomingRoutePoint } from '../incoming.ts'
import { PlainBytes } from './plain-bytes.ts'
import { readNumber, readTime } from './route-values.ts'
import { scanTrackPoint } from './scan-track-point.ts'

/** A point a second for 69 hours. */
const MAX_POINTS = 250_000
/** Of the file: Apple writes some 230 bytes for each point. */
const MAX_BYTES = 128 * 1024 * 1024

/** What no file of Apple's has, and what would fill the memory: the parser keeps what is open until it ends. */
const MAX_FAULTS = 1_000
const MAX_DEPTH = 100
const MAX_BYTES_WITHOUT_TAG = 1024 * 1024

export interface GpxRoute {
  points: IncomingRoutePoint[]
  /** Places that are no XML, and were passed over. That a file is cut off is one at its end. */
  faults: number
  /** The file goes on, and was not read to its end. */
  tooLarge?: true
}

/**
 * The track points of one of Apple's route files, in their order, whatever the namespaces of their elements. Of a file
 * that is malformed, cut off or absurdly large: the points that could be read.
 * @throws what `chunks` throws
 */
export async function readGpx(chunks: AsyncIterable<Buffer>): Promise<GpxRoute> {
  const reader = new GpxReader()
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_BYTES || reader.points.length === MAX_POINTS) {
      return { points: reader.points, faults: reader.faults, tooLarge: true }
    }
    reader.write(chunk)
    if (reader.isHopeless) return { points: reader.points, faults: reader.faults + 1 }
  }
  const { points, faults, isCutOff } = reader.close()
  return { points, faults: isCutOff ? faults + 1 : faults }
}

/** What stands in a track point or in its extensions, by its name without namespace. */
const fields: ReadonlyMap<string, keyof IncomingRoutePoint> = new Map([
  ['ele', 'altitude'],
  ['time', 'recordedAt'],
  ['speed', 'speed'],
  ['course', 'course'],
  ['hAcc', 'horizontalAccuracy'],
  ['vAcc', 'verticalAccuracy'],
])

const pointEnd = '</trkpt>'
const GREATER = 0x3e

/** Points that are written plainly are scanned where the parser is between two elements; it never sees them. */
class GpxReader {
  readonly points: IncomingRoutePoint[] = []
  faults = 0
  private readonly parser = new SaxesParser({ position: false, xmlns: false })
  private point: IncomingRoutePoint | undefined
  private text = ''
  private depth = 0
  private bytesWithoutTag = 0
  private readonly decoder = new TextDecoder()
  private readonly bytes = new PlainBytes()
  /** Characters that the parser has been given, and of these up to the end of the last tag. */
  private given = 0
  private tagEndAt = -1
  private isBehindTag = false
  /** What follows the root is a fault wherever it stands. */
  private hasRootEnded = false

  constructor() {
    this.parser.on('error', () => {
      this.faults++
    })
    this.parser.on('opentag', ({ name, attributes }) => this.open(localName(name), attributes))
    this.parser.on('text', text => {
      this.text = text
    })
    this.parser.on('closetag', ({ name }) => this.leave(localName(name)))
  }

  write(chunk: Buffer): void {
    this.bytesWithoutTag += chunk.length
    this.bytes.begin(chunk)
    for (let at = 0; at < chunk.length; ) {
      if (this.isBehindTag && this.depth > 0 && !this.point && !this.hasRootEnded) at = this.scan(at)
      const end = chunk.indexOf(pointEnd, at)
      const part = chunk.subarray(at, end < 0 ? chunk.length : end + pointEnd.length)
      this.parse(part)
      at += part.length
    }
  }

  /** @returns the end of the last of the plain points that stand next */
  private scan(from: number): number {
    const { bytes, points } = this
    for (let end = from; ; end = bytes.at) {
      bytes.goTo(end)
      bytes.passBlanks()
      const point = scanTrackPoint(bytes)
      if (!point) return end
      this.bytesWithoutTag = 0
      if (points.length < MAX_POINTS) points.push(point)
    }
  }

  private parse(part: Buffer): void {
    if (part.length === 0) return
    const text = this.decoder.decode(part, { stream: true })
    this.given += text.length
    this.parser.write(text)
    this.isBehindTag = part[part.length - 1] === GREATER && this.given === this.tagEndAt
  }

  /** Whether what follows would only fill the memory. */
  get isHopeless(): boolean {
    return this.faults > MAX_FAULTS || this.depth > MAX_DEPTH || this.bytesWithoutTag > MAX_BYTES_WITHOUT_TAG
  }

  /** @returns what was read; each element that is still open would be a fault of its own, though there is but one */
  close() {
    const { points, faults } = this
    this.parser.close()
    return { points, faults, isCutOff: this.faults > faults }
  }

  private open(name: string, { lat, lon }: Record<string, string>): void {
    this.bytesWithoutTag = 0
    this.tagEndAt = this.parser.position
    this.depth++
    this.text = ''
    if (name === 'trkpt') {
      this.point = { recordedAt: undefined, latitude: readNumber(lat), longitude: readNumber(lon) }
    }
  }

  private leave(name: string): void {
    this.bytesWithoutTag = 0
    this.tagEndAt = this.parser.position
    this.depth--
    if (this.depth === 0) this.hasRootEnded = true
    if (this.point && name === 'trkpt') {
      if (this.points.length < MAX_POINTS) this.points.push(this.point)
      this.point = undefined
    }
    const field = fields.get(name)
    if (this.point && field) {
      this.point[field] = field === 'recordedAt' ? readTime(this.text) : readNumber(this.text)
    }
    this.text = ''
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
