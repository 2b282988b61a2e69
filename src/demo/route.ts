import type { PlannedWorkout } from './day.ts'
import { loadAt } from './effort.ts'
import { type Random, round } from './random.ts'

const EARTH_RADIUS_M = 6_371_000

interface Place {
  latitude: number
  longitude: number
  altitudeM: number
}

/** Where her outings begin: at a lake in Europe, and on holiday at one in Canada. No address is near these numbers. */
const home: Place = { latitude: 47.653, longitude: 9.206, altitudeM: 402 }
const holiday: Place = { latitude: 43.628, longitude: -79.362, altitudeM: 77 }

/** A position without its time. */
interface Vertex {
  eastM: number
  northM: number
  altitudeM: number
}

const VERTICES = 720

/**
 * The way of an outing: a loop of the right length that a formula draws, a circle with waves in it, and as fast as her
 * heart says.
 * @param everyS seconds between two positions
 */
export function drawRoute(
  workout: PlannedWorkout,
  {
    isAbroad,
    random,
    everyS,
    write,
  }: { isAbroad: boolean; random: Random; everyS: number; write(ms: number): string },
) {
  const place = isAbroad ? holiday : home
  const loop = drawLoop(random, place, workout.climb ?? 0)
  const loopM = lengthOf(loop)
  const pointAfter = follow(loop)
  const metres = (workout.kmPerHour * 1_000 * workout.minutes) / 60
  const seconds = workout.minutes * 60
  const paces = paceShares(workout, seconds, everyS)
  const points: Record<string, number | string>[] = []
  let [sideways, done] = [0, 0]
  for (const [step, share] of paces.entries()) {
    done += share
    const at = pointAfter(done * loopM)
    const scale = metres / loopM
    // A receiver errs slowly: each position is near the one before.
    sideways = 0.92 * sideways + random.around(0, 0.7)
    const [eastM, northM] = [at.eastM * scale + sideways, at.northM * scale - sideways]
    const ms = workout.startMs + step * everyS * 1_000
    points.push({
      latitude: round(place.latitude + degrees(northM / EARTH_RADIUS_M), 7),
      longitude: round(
        place.longitude + degrees(eastM / (EARTH_RADIUS_M * Math.cos(radians(place.latitude)))),
        7,
      ),
      altitude: round(at.altitudeM + random.around(0, 0.3), 2),
      course: round((degrees(at.course) + 360) % 360, 1),
      courseAccuracy: 4.2,
      horizontalAccuracy: round(random.between(2.4, 5.1), 2),
      verticalAccuracy: round(random.between(1.8, 3.2), 2),
      timestamp: write(ms),
      speed: round((share * metres) / everyS, 2),
      speedAccuracy: 0.4,
    })
  }
  return points
}

/** Metres up and down along a route. */
export function climbOf(route: readonly Record<string, number | string>[]): { up: number; down: number } {
  const climb = { up: 0, down: 0 }
  // Every tenth position: what lies between is the error of the receiver.
  for (let at = 10; at < route.length; at += 10) {
    const rise = Number(route[at]!.altitude) - Number(route[at - 10]!.altitude)
    if (rise > 0) climb.up += rise
    else climb.down -= rise
  }
  return climb
}

/** How much of the way is covered in each step of time; all of them are 1. */
function paceShares(workout: PlannedWorkout, seconds: number, everyS: number): number[] {
  const shares: number[] = [0]
  for (let second = everyS; second <= seconds; second += everyS) {
    shares.push(0.45 + 0.55 * loadAt(workout, workout.startMs + second * 1_000))
  }
  const sum = shares.reduce((a, b) => a + b)
  return shares.map(share => share / sum)
}

function drawLoop(random: Random, { altitudeM }: Place, climbM: number): Vertex[] {
  const waves = [2, 3, 5, 8, 13].map(count => ({
    count,
    height: random.between(0.25, 0.62) / count,
    phase: random.between(0, 2 * Math.PI),
  }))
  const hills = random.whole(1, 3)
  const [heading, flatness] = [random.between(0, 2 * Math.PI), random.between(0.45, 0.8)]
  const vertices = Array.from({ length: VERTICES + 1 }, (_, index) => {
    const turn = (index / VERTICES) * 2 * Math.PI
    const radius =
      1 + waves.reduce((sum, { count, height, phase }) => sum + height * Math.sin(count * turn + phase), 0)
    const [x, y] = [radius * Math.cos(turn), radius * flatness * Math.sin(turn)]
    const hill = (1 - Math.cos(turn * hills)) / 2 + 0.06 * Math.sin(turn * 7) * Math.sin(turn / 2)
    return {
      eastM: 1_000 * (x * Math.cos(heading) - y * Math.sin(heading)),
      northM: 1_000 * (x * Math.sin(heading) + y * Math.cos(heading)),
      altitudeM: altitudeM + (climbM / hills) * hill,
    }
  })
  // She starts at home.
  const [{ eastM, northM }] = vertices as [Vertex]
  return vertices.map(vertex => ({ ...vertex, eastM: vertex.eastM - eastM, northM: vertex.northM - northM }))
}

const legM = (from: Vertex, to: Vertex) => Math.hypot(to.eastM - from.eastM, to.northM - from.northM)

const lengthOf = (loop: readonly Vertex[]): number =>
  loop.slice(1).reduce((sum, vertex, index) => sum + legM(loop[index]!, vertex), 0)

/** Tells where one is after so many metres, which must not become less, and in which direction one goes. */
function follow(loop: readonly Vertex[]): (metres: number) => Vertex & { course: number } {
  let [index, passedM] = [1, 0]
  return metres => {
    while (index < loop.length - 1 && metres - passedM > legM(loop[index - 1]!, loop[index]!)) {
      passedM += legM(loop[index - 1]!, loop[index]!)
      index++
    }
    const [from, to] = [loop[index - 1]!, loop[index]!]
    const part = Math.min(1, (metres - passedM) / legM(from, to))
    const between = (a: number, b: number) => a + (b - a) * part
    return {
      eastM: between(from.eastM, to.eastM),
      northM: between(from.northM, to.northM),
      altitudeM: between(from.altitudeM, to.altitudeM),
      course: Math.atan2(to.eastM - from.eastM, to.northM - from.northM),
    }
  }
}

const degrees = (angle: number): number => (angle * 180) / Math.PI
const radians = (angle: number): number => (angle * Math.PI) / 180
