import { readFlatWorkout } from '../flat-workout.ts'
import { readUnknownEvent } from '../health-auto-export/events.ts'
import type { Incoming, IncomingRoutePoint, IncomingWorkout, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readRoute } from '../workout-points.ts'

const workoutKeys = ['workoutUUID', 'workoutUuid', 'workoutId', 'workout_uuid']
const pointKeys = ['locations', 'points', 'route']

/**
 * The routes that stand beside the workouts, `[{workoutUUID, locations: [{timestamp, latitude, longitude}]}]`, by the
 * workout that each of them names. A workout is read with all its points; a route, which is an item too, as the same
 * workout with its own points and nothing besides, so that it is a duplicate. What names no workout is an event.
 */
export class WorkoutRoutes {
  private readonly points = new Map<string, IncomingRoutePoint[]>()
  private readonly elements: readonly unknown[]
  /** Where in their array the workouts stand. Each look at another place of it may parse all around that place anew. */
  private readonly workouts = new Map<string, number>()
  /** Those with routes, without what is said of them. */
  private readonly bare = new Map<string, IncomingWorkout>()

  constructor(routes: unknown, workouts: unknown) {
    this.elements = Array.isArray(workouts) ? workouts : []
    for (const [index, workout] of this.elements.entries()) {
      if (!isJsonObject(workout)) continue
      const id = idOf(workout)
      if (id !== undefined && !Array.isArray(workout.route)) this.workouts.set(id, index)
    }
    for (const route of isJsonObject(routes) ? routesOf(routes) : Array.isArray(routes) ? routes : []) {
      const joined = this.join(route)
      if (!joined) continue
      const points = this.points.get(joined.id) ?? []
      for (const point of joined.points) points.push(point)
      this.points.set(joined.id, points)
    }
    if (this.points.size > 0) this.readBare()
  }

  /**
   * A workout with the points of its routes.
   * @param elements the array that it stands in: routes belong to the workouts of one
   */
  readWorkout(element: unknown, place: Place, elements: readonly unknown[]): Incoming {
    const workout = readFlatWorkout(element, place)
    const id = isJsonObject(element) ? idOf(element) : undefined
    const isNamed = id !== undefined && elements === this.elements && this.workouts.get(id) === place.index
    const points = isNamed ? this.points.get(id) : undefined
    return workout.kind === 'workout' && points ? { ...workout, route: points } : workout
  }

  readRoute(element: unknown, place: Place): Incoming {
    const joined = this.join(element)
    return joined
      ? { ...this.bare.get(joined.id)!, ...place, route: joined.points }
      : readLoneRoute(element, place)
  }

  /** In the order of the workouts, whatever that of the routes is. */
  private readBare(): void {
    for (const [index, workout] of this.elements.entries()) {
      const id = isJsonObject(workout) ? idOf(workout) : undefined
      if (id === undefined || !this.points.has(id) || this.workouts.get(id) !== index) continue
      const { detail: _, ...rest } = readFlatWorkout(workout, { path: '', index: 0 }) as IncomingWorkout
      this.bare.set(id, { ...rest, totals: {}, series: {} })
    }
  }

  private join(route: unknown): { id: string; points: IncomingRoutePoint[] } | undefined {
    if (!isJsonObject(route)) return undefined
    const id = textAt(route, workoutKeys)
    const points = pointsOf(route)
    if (id === undefined || !this.workouts.has(id) || !points?.every(isPlaced)) return undefined
    return { id, points: readRoute(points) }
  }
}

/** `{<uuid>: [point]}` or `{<uuid>: {locations: [point]}}` as a list of routes that name their workout. */
export function routesOf(routes: JsonObject): JsonObject[] {
  return Object.keys(routes).map(id => {
    const written = routes[id]
    const route = createBareObject<unknown>()
    if (isJsonObject(written)) for (const key of Object.keys(written)) route[key] = written[key]
    else route.locations = written
    route.workoutUUID ??= id
    return route
  })
}

/** A route has no time of its own where it only has points, and stands where the first of them does. */
function readLoneRoute(element: unknown, place: Place): Incoming {
  const event = readUnknownEvent('workoutRoutes')(element, place)
  if (event.kind !== 'event' || event.startedAt !== undefined || !isJsonObject(element)) return event
  const [first] = pointsOf(element) ?? []
  return { ...event, startedAt: readRoute([first])[0]!.recordedAt }
}

function pointsOf(route: JsonObject): readonly unknown[] | undefined {
  for (const key of pointKeys) if (Array.isArray(route[key])) return route[key]
  return undefined
}

/** Only points with a place and a time can join; of others the route is kept as it is. */
function isPlaced(point: unknown): boolean {
  const [read] = readRoute([point])
  return read!.recordedAt !== undefined && read!.latitude !== undefined && read!.longitude !== undefined
}

function idOf(workout: JsonObject): string | undefined {
  return textAt(workout, ['uuid', 'id'])
}

function textAt(object: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = object[key]
    if (typeof text === 'string' && text !== '') return text
  }
  return undefined
}
