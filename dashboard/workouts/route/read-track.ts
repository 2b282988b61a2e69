import type { WorkoutRoute } from '../../api/workouts.ts'

/** A position of a route. */
export interface TrackPoint {
  longitude: number
  latitude: number
  /** Metres; undefined where the device knew none. */
  altitude: number | undefined
  /** In ms since 1970. */
  time: number
  /** Metres gone since the start, from position to position. */
  gone: number
}

const EARTH_RADIUS_M = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/**
 * The positions of a route in the order of time, with how far it is to each. What a device marks as no position (a negative
 * accuracy, as Core Location writes it) is left out, and so is a second one of the same moment.
 */
export function readTrack({ geometry, properties }: WorkoutRoute): TrackPoint[] {
  const { times, horizontal_accuracy_m: accuracies } = properties.coordinateProperties
  const coordinates = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates
  const track: TrackPoint[] = []
  const inOrder = coordinates
    .map(([longitude, latitude, altitude], index) => ({
      longitude,
      latitude,
      altitude,
      time: Date.parse(times[index] ?? ''),
      isPosition: (accuracies[index] ?? 0) >= 0,
    }))
    .filter(({ isPosition, time }) => isPosition && !Number.isNaN(time))
    .sort((a, b) => a.time - b.time)
  for (const { longitude, latitude, altitude, time } of inOrder) {
    const before = track.at(-1)
    if (before?.time === time) continue
    const gone = before ? before.gone + metresBetween(before, { longitude, latitude }) : 0
    track.push({ longitude, latitude, altitude, time, gone })
  }
  return track
}

interface Position {
  longitude: number
  latitude: number
}

/** Along the sphere, by the haversine formula. */
export function metresBetween(from: Position, to: Position): number {
  const [north, east] = [radians(to.latitude - from.latitude), radians(to.longitude - from.longitude)]
  const a =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)))
}
