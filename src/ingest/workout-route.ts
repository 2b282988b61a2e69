import type { IncomingRoutePoint } from '../formats/incoming.ts'
import type { KindRow, Omission } from './judgement.ts'
import { readPoints } from './points.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import { workoutIdentity } from './workout-identity.ts'

const optional = {
  altitude_m: 'altitude',
  speed_m_per_s: 'speed',
  course_deg: 'course',
  horizontal_accuracy_m: 'horizontalAccuracy',
  vertical_accuracy_m: 'verticalAccuracy',
  speed_accuracy_m_per_s: 'speedAccuracy',
  course_accuracy_deg: 'courseAccuracy',
} as const satisfies Record<string, keyof IncomingRoutePoint>

export const workoutRoute: StorageKind = {
  table: 'workout_routes',
  identity: workoutIdentity,
  fields: [
    { name: 'recorded_at', type: 'timestamptz[]', merge: 'latest' },
    ...['latitude', 'longitude', ...Object.keys(optional)].map(
      name => ({ name, type: 'double precision[]', merge: 'latest' }) as const,
    ),
  ],
  richest: true,
  partitioned: false,
}

const onEarth = (degrees: number) => ({ unit: 'count', range: [-degrees, degrees] }) as const

/** The route as one row of columns, or none. A point needs a time and a place on Earth; others are omitted and named. */
export function judgeRoute(
  identity: Row,
  points: readonly IncomingRoutePoint[],
  omissions: Omission[],
): KindRow[] {
  const read = readPoints([{ at: '/route', length: points.length }], points, omissions, (read, point) => ({
    latitude: read.quantity('latitude', point.latitude ?? Number.NaN, undefined, onEarth(90)),
    longitude: read.quantity('longitude', point.longitude ?? Number.NaN, undefined, onEarth(180)),
    ...Object.fromEntries(
      Object.entries(optional).map(([column, field]) => [column, read.number(field, point[field])]),
    ),
  }))
  return read ? [{ kind: workoutRoute, row: { ...identity, ...(read as Record<string, Value>) } }] : []
}
