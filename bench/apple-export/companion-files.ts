import { formatDate, formatTime, timeAt } from './export-time.ts'
import type { ExportPlan } from './records.ts'
import { seededRandom } from './seeded-random.ts'
import { planWorkouts } from './workouts.ts'

/** A second of each, as of the first ten minutes of a workout. */
const ROUTE_POINTS = 600
const DAYS_BETWEEN_ELECTROCARDIOGRAMS = 60
const SAMPLES_PER_SECOND = 512
const ELECTROCARDIOGRAM_SECONDS = 30

/** A file beside export.xml, below the folder of the export. */
export interface CompanionFile {
  path: string
  content: Buffer
}

/** One for each route that a workout refers to. */
export function* renderRoutes(plan: ExportPlan): Generator<CompanionFile> {
  for (const { routePath, startedAt, seed } of planWorkouts(plan)) {
    if (routePath !== undefined) yield { path: routePath.slice(1), content: renderGpx(startedAt, seed) }
  }
}

function renderGpx(startedAt: number, seed: number): Buffer {
  const random = seededRandom(seed + 1)
  const utc = (time: number) => new Date(time * 1000).toISOString().replace('.000', '')
  let [latitude, longitude, altitude] = [52.45 + random() * 0.1, 13.3 + random() * 0.2, 34 + random() * 20]
  const points = Array.from({ length: ROUTE_POINTS }, (_, second) => {
    latitude += (random() - 0.45) * 4e-5
    longitude += (random() - 0.45) * 6e-5
    altitude += random() - 0.5
    const extensions = `<speed>${(random() * 4).toFixed(6)}</speed><course>${(random() * 360).toFixed(6)}</course><hAcc>${(2 + random() * 5).toFixed(6)}</hAcc><vAcc>${(1 + random() * 4).toFixed(6)}</vAcc>`
    return `      <trkpt lon="${longitude.toFixed(6)}" lat="${latitude.toFixed(6)}"><ele>${altitude.toFixed(6)}</ele><time>${utc(startedAt + second)}</time><extensions>${extensions}</extensions></trkpt>\n`
  })
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Apple Health Export" xmlns="http://www.topografix.com/GPX/1/1">\n  <metadata>\n    <time>${utc(startedAt)}</time>\n  </metadata>\n  <trk>\n    <name>Route ${formatDate(startedAt)}</name>\n    <trkseg>\n${points.join('')}    </trkseg>\n  </trk>\n</gpx>\n`,
  )
}

/** One every other month: a head of names and values, and thirty seconds of microvolts. */
export function* renderElectrocardiograms({ history, seed }: ExportPlan): Generator<CompanionFile> {
  for (let day = 0; day < history.days; day += DAYS_BETWEEN_ELECTROCARDIOGRAMS) {
    const random = seededRandom(seed + 4000 + day)
    const recordedAt = timeAt(history, day + random(), [8, 20])
    const head = [
      'Name,Robin Example',
      'Date of Birth,"Feb 29, 1980"',
      `Recorded Date,${formatTime(recordedAt)}`,
      `Classification,${random() < 0.8 ? 'Sinus Rhythm' : 'Inconclusive'}`,
      'Symptoms,',
      'Software Version,1.90',
      'Device,"Watch6,2"',
      `Sample Rate,${SAMPLES_PER_SECOND} hertz`,
      '\n\nLead,Lead I',
      'Unit,µV\n',
    ]
    const voltages = Array.from({ length: SAMPLES_PER_SECOND * ELECTROCARDIOGRAM_SECONDS }, (_, sample) =>
      (60 * Math.sin(sample / 80) + random() * 40 - 20).toFixed(3),
    )
    yield {
      path: `electrocardiograms/ecg_${formatDate(recordedAt)}.csv`,
      content: Buffer.from(`${[...head, ...voltages].join('\n')}\n`),
    }
  }
}

/** What the phone writes for hospitals; malformed, it has two roots. */
export const clinicalDocument: CompanionFile = {
  path: 'export_cda.xml',
  content: Buffer.from(
    '<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Health Data Export</title></ClinicalDocument>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>\n',
  ),
}
