import type { IncomingQuantity, IncomingRoutePoint, IncomingSeriesPoint, SeriesPlace } from './incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from './json-object.ts'

/** `{qty, units}`, a bare number or a text; anything else is no quantity. */
export function readQuantity(written: unknown, fallbackUnit?: string): IncomingQuantity | undefined {
  if (typeof written === 'number' || (typeof written === 'string' && written !== '')) {
    return fallbackUnit === undefined ? { value: written } : { value: written, unit: fallbackUnit }
  }
  if (!isJsonObject(written)) return undefined
  const value = written.qty ?? written.value
  if (value === undefined || value === null) return undefined
  const unit = written.units ?? written.unit ?? fallbackUnit
  return unit === undefined ? { value } : { value, unit }
}

export interface TakenSeries {
  series: Record<string, readonly IncomingSeriesPoint[]>
  seriesPlaces: Record<string, readonly SeriesPlace[]>
}

/** Collects series by name; the arrays of two keys that mean one series are one, and each point keeps its place. */
export function collectSeries() {
  const series = createBareObject<IncomingSeriesPoint[]>()
  const seriesPlaces = createBareObject<SeriesPlace[]>()
  return {
    taken: { series, seriesPlaces },
    add(name: string, at: string, points: readonly unknown[]): void {
      series[name] = (series[name] ?? []).concat(readSeries(points))
      seriesPlaces[name] ??= []
      seriesPlaces[name].push({ at, length: points.length })
    },
  }
}

/** Points keep their number and order; one that is not an object has no time, and ingest/ judges that. */
function readSeries(points: readonly unknown[]): IncomingSeriesPoint[] {
  return points.map(point => (isJsonObject(point) ? readSeriesPoint(point) : { recordedAt: undefined }))
}

/** `{date, qty, units, source}` or `{date, Min, Avg, Max, units, source}`; ours says recorded_at, value and unit. */
function readSeriesPoint(point: JsonObject): IncomingSeriesPoint {
  return {
    recordedAt: point.date ?? point.recorded_at ?? point.timestamp,
    value: point.qty ?? point.value ?? undefined,
    min: point.Min ?? point.min ?? undefined,
    avg: point.Avg ?? point.avg ?? undefined,
    max: point.Max ?? point.max ?? undefined,
    unit: point.units ?? point.unit ?? undefined,
    source: point.source ?? undefined,
  }
}

/** Positions of either generation: `{latitude, longitude, …}` or `{lat, lon, …}`. */
export function readRoute(points: readonly unknown[]): IncomingRoutePoint[] {
  return points.map(point =>
    isJsonObject(point)
      ? readRoutePoint(point)
      : { recordedAt: undefined, latitude: undefined, longitude: undefined },
  )
}

function readRoutePoint(point: JsonObject): IncomingRoutePoint {
  return {
    recordedAt: point.timestamp ?? point.recorded_at ?? point.date,
    latitude: point.latitude ?? point.lat,
    longitude: point.longitude ?? point.lon,
    altitude: point.altitude ?? undefined,
    speed: point.speed ?? undefined,
    course: point.course ?? undefined,
    horizontalAccuracy: point.horizontalAccuracy ?? point.horizontal_accuracy ?? undefined,
    verticalAccuracy: point.verticalAccuracy ?? point.vertical_accuracy ?? undefined,
    speedAccuracy: point.speedAccuracy ?? point.speed_accuracy ?? undefined,
    courseAccuracy: point.courseAccuracy ?? point.course_accuracy ?? undefined,
  }
}
