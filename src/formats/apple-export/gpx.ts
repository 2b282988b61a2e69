import type { IncomingRoutePoint } from '../incoming.ts'

/** Stand-in: the places and times of the points, by a pattern. */
export async function readGpx(
  chunks: AsyncIterable<Buffer>,
): Promise<{ points: IncomingRoutePoint[]; faults: number; tooLarge?: true }> {
  let text = ''
  for await (const chunk of chunks) text += chunk.toString()
  const pattern = /<trkpt lon="([^"]*)" lat="([^"]*)">.*?<time>([^<]*)<\/time>/gs
  const points = [...text.matchAll(pattern)].map(([, longitude, latitude, recordedAt]) => ({
    recordedAt,
    latitude,
    longitude,
  }))
  return { points, faults: 0 }
}
