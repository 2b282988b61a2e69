/** In pixels of the drawing, from its upper left corner. */
export interface Point {
  x: number
  y: number
}

export interface Drawing {
  points: Point[]
  /** How many metres of the ground a pixel is. */
  metresPerPixel: number
}

interface Position {
  longitude: number
  latitude: number
}

const METRES_PER_DEGREE = (6_371_008.8 * Math.PI) / 180
/** A track that is shorter is not drawn larger than this. */
const LEAST_METRES = 60

/**
 * Puts a track in the middle of a box, north up: equirectangular, scaled by the cosine of its middle latitude, which over the
 * length of a workout differs from the ground by less than a pixel. A track over the 180th meridian stays in one piece.
 * @param positions one at least
 * @param box in pixels, with what is left free at its edges
 */
export function projectTrack(
  positions: readonly Position[],
  box: { width: number; height: number; margin: number },
): Drawing {
  const first = positions[0]!.longitude
  const latitudes = positions.map(({ latitude }) => latitude)
  const middleLatitude = (least(latitudes) + greatest(latitudes)) / 2
  const eastScale = METRES_PER_DEGREE * Math.cos((middleLatitude * Math.PI) / 180)
  const metres = positions.map(({ longitude, latitude }) => ({
    east: (((longitude - first + 540) % 360) - 180) * eastScale,
    north: (latitude - middleLatitude) * METRES_PER_DEGREE,
  }))
  const easts = metres.map(({ east }) => east)
  const norths = metres.map(({ north }) => north)
  const [width, height] = [greatest(easts) - least(easts), greatest(norths) - least(norths)]
  const [middleEast, middleNorth] = [least(easts) + width / 2, least(norths) + height / 2]
  const metresPerPixel = Math.max(
    Math.max(width, LEAST_METRES) / Math.max(1, box.width - 2 * box.margin),
    Math.max(height, LEAST_METRES) / Math.max(1, box.height - 2 * box.margin),
  )
  return {
    points: metres.map(({ east, north }) => ({
      x: box.width / 2 + (east - middleEast) / metresPerPixel,
      y: box.height / 2 - (north - middleNorth) / metresPerPixel,
    })),
    metresPerPixel,
  }
}

/** Of more values than a call may have arguments. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
