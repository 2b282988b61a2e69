import type { ClientBase } from 'pg'
import { type GpxRoute, writeGpx } from '../write-gpx.ts'
import { FEW_ROWS, readInPortions } from './read-in-portions.ts'

/** The routes of a user as GPX, in the order of time. */
export async function* readRoutes(
  client: ClientBase,
  userId: string,
): AsyncGenerator<{ path: string; content: Buffer }> {
  const sql = `
    select route.activity, workout.name, route.started_at, route.recorded_at, latitude, longitude, altitude_m,
      speed_m_per_s, course_deg
    from workout_routes as route left join workouts as workout using (user_id, started_at, ended_at, activity)
    where user_id = $1 order by route.started_at, route.ended_at, route.activity`
  const nameNext = nameRoutes()
  const reading = { cursor: 'routes', sql, parameters: [userId], maxRows: FEW_ROWS }
  for await (const portion of readInPortions<GpxRoute>(client, reading)) {
    for (const route of portion) yield { path: nameNext(route), content: Buffer.from(writeGpx(route)) }
  }
}

/** Names that every file system takes; a number tells those apart that would be one, also where case does not count. */
function nameRoutes(): (route: GpxRoute) => string {
  let second = ''
  let used = new Map<string, number>()
  return ({ started_at, activity }) => {
    const time = `${started_at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
    if (time !== second) used = new Map()
    second = time
    const word = activity.replace(/[^\p{L}\p{N}_-]+/gu, '-')
    const number = (used.get(word.toLowerCase()) ?? 0) + 1
    used.set(word.toLowerCase(), number)
    return `routes/${time}-${word}${number === 1 ? '' : `.${number}`}.gpx`
  }
}
