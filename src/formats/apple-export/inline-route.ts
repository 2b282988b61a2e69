import type { IncomingRoutePoint } from '../incoming.ts'
import { readNumber, readTime } from './route-values.ts'
import type { XmlElement } from './xml-element.ts'

/**
 * The points of a workout's routes that stand in the XML itself, and the workout without them. iOS 11 and 12 write each as
 * a `Location`; later versions name a file instead.
 */
export function takeInlineRoute(workout: XmlElement): { points: IncomingRoutePoint[]; left: XmlElement } {
  const points: IncomingRoutePoint[] = []
  const children = workout.children.map(child => {
    if (child.name !== 'WorkoutRoute' || !child.children.some(isLocation)) return child
    for (const location of child.children) if (isLocation(location)) points.push(readLocation(location))
    return { ...child, children: child.children.filter(other => !isLocation(other)) }
  })
  return { points, left: points.length === 0 ? workout : { ...workout, children } }
}

const isLocation = ({ name }: XmlElement): boolean => name === 'Location'

const numbers = [
  'altitude',
  'horizontalAccuracy',
  'verticalAccuracy',
  'course',
  'speed',
] as const satisfies readonly (keyof IncomingRoutePoint)[]

function readLocation({ attributes }: XmlElement): IncomingRoutePoint {
  const point: IncomingRoutePoint = {
    recordedAt: attributes.date === undefined ? undefined : readTime(attributes.date),
    latitude: readNumber(attributes.latitude),
    longitude: readNumber(attributes.longitude),
  }
  for (const name of numbers) {
    if (attributes[name] !== undefined) point[name] = readNumber(attributes[name])
  }
  return point
}
