/** What a GPX file is made of: columns of workout_routes as they are, and of the workout its `name`. */
export interface GpxRoute {
  activity: string
  /** How the client called the workout, where that is not the activity itself. */
  name: string | null
  started_at: Date
  recorded_at: readonly Date[]
  latitude: readonly number[]
  longitude: readonly number[]
  altitude_m: readonly (number | null)[]
  speed_m_per_s: readonly (number | null)[]
  course_deg: readonly (number | null)[]
}

/** GPX 1.1 has no place for speed and course; this extension is the one that most readers know. */
const extensionNamespace = 'http://www.garmin.com/xmlschemas/TrackPointExtension/v2'

/** A route as a GPX 1.1 document of one track with one segment; speed and course stand in Garmin's extension. */
export function writeGpx(route: GpxRoute): string {
  const points = route.recorded_at.map((_, index) => writePoint(route, index))
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:tpx="${extensionNamespace}" version="1.1" creator="health-export-api">
<metadata><time>${route.started_at.toISOString()}</time></metadata>
<trk>
<name>${escapeXml(route.name ?? route.activity)}</name>
<type>${escapeXml(route.activity)}</type>
<trkseg>
${points.join('\n')}
</trkseg>
</trk>
</gpx>
`
}

function writePoint(route: GpxRoute, index: number): string {
  const latitude = writeDecimal(route.latitude[index]!)
  const altitude = route.altitude_m[index] ?? null
  const elevation = altitude === null ? '' : `<ele>${writeDecimal(altitude)}</ele>`
  const time = `<time>${route.recorded_at[index]!.toISOString()}</time>`
  const longitude = writeDecimal(eastOf180(route.longitude[index]!))
  return `<trkpt lat="${latitude}" lon="${longitude}">${elevation}${time}${writeExtensions(route, index)}</trkpt>`
}

/** A device writes -1 for a speed or a course that it does not know. */
function writeExtensions(route: GpxRoute, index: number): string {
  const speed = route.speed_m_per_s[index] ?? -1
  const course = route.course_deg[index] ?? -1
  const elements = [
    speed >= 0 ? `<tpx:speed>${writeDecimal(speed)}</tpx:speed>` : '',
    course >= 0 ? `<tpx:course>${writeDecimal(course % 360)}</tpx:course>` : '',
  ].join('')
  return elements && `<extensions><tpx:TrackPointExtension>${elements}</tpx:TrackPointExtension></extensions>`
}

/** The schema has the meridian once, as -180. */
function eastOf180(longitude: number): number {
  return longitude === 180 ? -180 : longitude
}

/** Every digit of the number, and no exponent: xsd:decimal has none. */
function writeDecimal(value: number): string {
  const written = String(value)
  const [, sign, whole, fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(written) ?? []
  if (whole === undefined) return written
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for an element or an attribute; what XML 1.0 cannot hold, escaped or not, becomes the sign for that. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, character => entities[character]!)
    .replaceAll('\r', '&#13;')
}
