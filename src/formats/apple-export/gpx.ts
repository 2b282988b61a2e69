import { SaxesParser } from 'saxes'
import type { IncomingRoutePoint } from '../incoming.ts'

/** A point a second for 69 hours. */
const MAX_POINTS = 250_000
/** Of the file: Apple writes some 230 bytes for each point. */
const MAX_BYTES = 128 * 1024 * 1024

/** What no file of Apple's has, and what would fill the memory: the parser keeps what is open until it ends. */
const MAX_FAULTS = 1_000
const MAX_DEPTH = 100
const MAX_BYTES_WITHOUT_TAG = 1024 * 1024

/** No time and no number is longer. */
const MAX_TEXT_LENGTH = 80

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
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_BYTES || reader.points.length === MAX_POINTS) {
      return { points: reader.points, faults: reader.faults, tooLarge: true }
    }
    reader.write(decoder.decode(chunk, { stream: true }))
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

class GpxReader {
  readonly points: IncomingRoutePoint[] = []
  faults = 0
  private readonly parser = new SaxesParser({ position: false, xmlns: false })
  private point: IncomingRoutePoint | undefined
  private text = ''
  private depth = 0
  private charactersWithoutTag = 0

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

  write(text: string): void {
    this.charactersWithoutTag += text.length
    this.parser.write(text)
  }

  /** Whether what follows would only fill the memory. */
  get isHopeless(): boolean {
    return (
      this.faults > MAX_FAULTS || this.depth > MAX_DEPTH || this.charactersWithoutTag > MAX_BYTES_WITHOUT_TAG
    )
  }

  /** @returns what was read; each element that is still open would be a fault of its own, though there is but one */
  close() {
    const { points, faults } = this
    this.parser.close()
    return { points, faults, isCutOff: this.faults > faults }
  }

  private open(name: string, { lat, lon }: Record<string, string>): void {
    this.charactersWithoutTag = 0
    this.depth++
    this.text = ''
    if (name === 'trkpt') {
      this.point = { recordedAt: undefined, latitude: readNumber(lat), longitude: readNumber(lon) }
    }
  }

  private leave(name: string): void {
    this.charactersWithoutTag = 0
    this.depth--
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

/** A number where it is one as the schema has it, since text would hold on to all of the file; else what is written. */
export function readNumber(written: string | undefined): unknown {
  if (written === undefined) return undefined
  const text = written.slice(0, MAX_TEXT_LENGTH).trim()
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : detach(text)
}

/** What is written, as a text of its own. */
export function readTime(written: string): string {
  return detach(written.trim().slice(0, MAX_TEXT_LENGTH))
}

/** A text of its own: one that was cut out of a chunk keeps the whole chunk in memory. */
function detach(text: string): string {
  return Buffer.from(text).toString()
}
