import type { FormatContext } from '../format.ts'
import type { Incoming, IncomingWorkout, Place, WorkoutTotal } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { foldTitle, jsonKeyOf, readColumn } from './column.ts'
import { type Cell, isFilled, readCell } from './lines.ts'
import { LocalTimes } from './local-time.ts'

const totalTitles: ReadonlyMap<string, WorkoutTotal> = new Map(
  (
    [
      ['Duration', 'duration'],
      ['Total Energy', 'totalEnergy'],
      ['Active Energy', 'activeEnergy'],
      ['Active Energy Burned', 'activeEnergy'],
      ['Max Heart Rate', 'maxHeartRate'],
      ['Avg Heart Rate', 'avgHeartRate'],
      ['Min Heart Rate', 'minHeartRate'],
      ['Distance', 'distance'],
      ['Avg Speed', 'avgSpeed'],
      ['Max Speed', 'maxSpeed'],
      ['Step Count', 'stepCount'],
      ['Step Cadence', 'stepCadence'],
      ['Swimming Stroke Count', 'swimmingStrokeCount'],
      ['Total Swimming Stroke Count', 'swimmingStrokeCount'],
      // The app's own spelling, and the one that it may have one day.
      ['Swim Stoke Cadence', 'swimCadence'],
      ['Swim Stroke Cadence', 'swimCadence'],
      ['Swim Cadence', 'swimCadence'],
      ['Flights Climbed', 'flightsClimbed'],
      ['Elevation Ascended', 'elevationUp'],
      ['Elevation Descended', 'elevationDown'],
      ['Lap Length', 'lapLength'],
      ['Intensity', 'intensity'],
      ['Temperature', 'temperature'],
      ['Humidity', 'humidity'],
    ] as const
  ).map(([title, total]) => [foldTitle(title), total]),
)

/** A workout per line; what has no column of its own, and cells beyond the header, are its detail. */
export function* readWorkouts(
  header: readonly unknown[],
  lines: Iterable<readonly [place: Place, cells: readonly Cell[]]>,
  { timezone }: FormatContext,
): Generator<Incoming> {
  const columns = header.map(readColumn)
  // In the order of the app's columns, which stays the same when the titles are in the phone's language.
  const find = (position: number, ...titles: string[]) => {
    const index = columns.findIndex(({ folded }) => titles.includes(folded))
    return index < 0 ? position : index
  }
  const activityIndex = find(0, 'type', 'name', 'workouttype', 'activity')
  const startIndex = find(1, 'start', 'startdate')
  const endIndex = find(2, 'end', 'enddate')
  const times = new LocalTimes(timezone)
  for (const [place, cells] of lines) {
    times.forget()
    const workout: IncomingWorkout = {
      kind: 'workout',
      activity: cells[activityIndex],
      startedAt: times.read(cells[startIndex]),
      endedAt: times.read(cells[endIndex]),
      totals: {},
      series: {},
      route: [],
      ...place,
    }
    for (const [index, cell] of cells.entries()) {
      if ([activityIndex, startIndex, endIndex].includes(index) || !isFilled(cell)) continue
      const { name = '', folded = '', unit } = columns[index] ?? {}
      const total = totalTitles.get(folded)
      if (total === 'duration') workout.totals.duration ??= readDuration(cell, unit)
      else if (total !== undefined && !workout.totals[total]) {
        workout.totals[total] = { value: cell, ...(unit === undefined ? {} : { unit }) }
      } else if (folded === 'id') workout.clientId = cell
      else if (folded === 'source' || folded === 'sources') workout.source = cell
      else {
        workout.detail ??= createBareObject()
        const value = readCell(cell)
        workout.detail[jsonKeyOf(name) || `column_${index + 1}`] =
          unit === undefined ? value : { qty: value, units: unit }
      }
    }
    yield workout
  }
}

/** `01:02:03`, `02:03`, or a number in the unit of the title, seconds where it has none. */
function readDuration(cell: Cell, unit = 's'): { value: unknown; unit: string } {
  const [, hours = 0, minutes, seconds] =
    (typeof cell === 'string' && /^(?:(\d{1,3}):)?(\d{1,3}):(\d\d(?:\.\d{1,9})?)$/.exec(cell)) || []
  if (minutes === undefined) return { value: cell, unit }
  return { value: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), unit: 's' }
}
