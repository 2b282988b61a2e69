import type { IncomingRoutePoint } from '../../formats/incoming.ts'
import type { KindRow, Omission } from './judgement.ts'
import { readPoints } from './points.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import { workoutIdentity } from './workout-identity.ts'

/** What a point may lack, in the order of the columns. */
const optional = [
  'altitude',
  'speed',
  'course',
  'horizontalAccuracy',
  'verticalAccuracy',
  'speedAccuracy',
  'courseAccuracy',
] as const satisfies (keyof IncomingRoutePoint)[]

const columns = [
  'latitude',
  'longitude',
  'altitude_m',
  'speed_m_per_s',
  'course_deg',
  'horizontal_accuracy_m',
  'vertical_accuracy_m',
  'speed_accuracy_m_per_s',
  'course_accuracy_deg',
]

export const workoutRoute: StorageKind = {
  table: 'workout_routes',
  identity: workoutIdentity,
  fields: [
    { name: 'recorded_at', type: 'timestamptz[]', merge: 'latest' },
    ...columns.map(name => ({ name, type: 'double precision[]', merge: 'latest' }) as const),
  ],
  richest: true,
  partitioned: false,
}

const latitudes = { unit: 'count', range: [-90, 90] } as const
const longitudes = { unit: 'count', range: [-180, 180] } as const

/** The route as one row of columns, or none. A point needs a time and a place on Earth; others are omitted and named. */
export function judgeRoute(
  identity: Row,
  points: readonly IncomingRoutePoint[],
  omissions: Omission[],
): KindRow[] {
  const places = [{ at: '/route', length: points.length }]
  const read = readPoints({ places, points }, columns, omissions, (read, point) => {
    const values = [
      read.quantity('latitude', point.latitude ?? Number.NaN, undefined, latitudes),
      read.quantity('longitude', point.longitude ?? Number.NaN, undefined, longitudes),
    ]
    for (const field of optional) values.push(read.number(field, point[field]))
    return values
  })
  return read ? [{ kind: workoutRoute, row: { ...identity, ...read } }] : []
}
