import type { Incoming, IncomingRoutePoint, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import { readElectrocardiogram } from './electrocardiogram.ts'
import type { CompanionFiles } from './export-part.ts'
import { readGpx } from './gpx.ts'
import type { XmlElement } from './xml-element.ts'

/** A day and a half of one point a second, and then some. */
const MAX_POINTS = 200_000

/** A document of a health record has some kilobytes. */
const MAX_RESOURCE_BYTES = 1_000_000

/** The points of a route, how much of its files is no XML, and why there are no more. */
interface Route {
  points: IncomingRoutePoint[]
  faults: number
  omission?: string
}

/** The files beside export.xml, and which of them an element has named. */
export class Companions {
  private readonly files: CompanionFiles
  private readonly named: Set<number>
  private readonly places: ReadonlyMap<string, number>

  constructor(files: CompanionFiles, named: Set<number>) {
    this.files = files
    this.named = named
    this.places = new Map(files.paths.map((path, index) => [path, index]))
  }

  /** All that the files hold which a workout names. Each file is the route of one workout, and read once. */
  async readRoute(workout: XmlElement): Promise<Route> {
    const route: Route = { points: [], faults: 0 }
    for (const path of filesOf(workout)) {
      const chunks = this.open(path)
      if (!chunks) {
        route.omission = 'a file of its route is missing, or is the route of another workout'
        continue
      }
      const { points, faults, tooLarge } = await readGpx(chunks)
      route.faults += faults
      if (tooLarge || route.points.length + points.length > MAX_POINTS) {
        route.omission = 'a file of its route is too large'
      } else route.points = route.points.length === 0 ? points : route.points.concat(points)
    }
    return route
  }

  /** The parsed JSON that a clinical record names; undefined where there is none, or it is too large. */
  async readResource(path: string): Promise<unknown> {
    const chunks = this.open(path)
    if (!chunks) return undefined
    const read: Buffer[] = []
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > MAX_RESOURCE_BYTES) return undefined
      read.push(chunk)
    }
    try {
      return JSON.parse(Buffer.concat(read).toString())
    } catch {
      return undefined
    }
  }

  /** What a file is beside the XML, of those that no element named; undefined for what is no item of its own. */
  async readFile(index: number): Promise<{ record: Incoming; faults: number } | undefined> {
    const path = this.files.paths[index]!
    if (this.named.has(index)) return undefined
    if (/^electrocardiograms\/.*\.csv$/i.test(path)) {
      const chunks = this.files.open(path)
      if (!chunks) return undefined
      return {
        record: await readElectrocardiogram(chunks, { path: '/electrocardiograms', index }),
        faults: 0,
      }
    }
    if (/^workout-routes\/.*\.gpx$/i.test(path)) {
      const chunks = this.files.open(path)
      return chunks && readLoneRoute(path, chunks, { path: '/workout-routes', index })
    }
    return undefined
  }

  /** A file by the path that an element has of it, which begins with a slash. */
  private open(path: string): AsyncIterable<Buffer> | undefined {
    const index = this.places.get(path.replace(/^\//, ''))
    if (index === undefined || this.named.has(index)) return undefined
    this.named.add(index)
    return this.files.open(this.files.paths[index]!)
  }
}

function filesOf({ children }: XmlElement): string[] {
  return children
    .filter(({ name }) => name === 'WorkoutRoute')
    .flatMap(route => route.children)
    .flatMap(({ name, attributes }) => (name === 'FileReference' ? (attributes.path ?? []) : []))
}

async function readLoneRoute(path: string, chunks: AsyncIterable<Buffer>, place: Place) {
  const { points, faults, tooLarge } = await readGpx(chunks)
  const record: Incoming = {
    kind: 'event',
    type: 'workout_route',
    startedAt: points[0]?.recordedAt,
    endedAt: points.at(-1)?.recordedAt,
    unknownType: true,
    // Whoever wants no workouts does not want to be followed on their ways either.
    holds: ['workout'],
    detail: { file: path, points: points.map(spellPoint), ...(tooLarge ? { too_large: true } : {}) },
    ...place,
  }
  return { record, faults }
}

function spellPoint(point: IncomingRoutePoint): Record<string, unknown> {
  const spelled = createBareObject<unknown>()
  for (const [key, value] of Object.entries(point)) spelled[snakeCase(key)] = value
  return spelled
}
