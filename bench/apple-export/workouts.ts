import { formatDate, formatHour, formatTime, type History, timeAt } from './export-time.ts'
import type { ExportPlan } from './records.ts'
import { pick, type Random, seededRandom } from './seeded-random.ts'
import { sourceAttributes, watch } from './sources.ts'

const DAYS_BETWEEN = 2
const ROUTE_EVERY = 4

const activities = ['Running', 'Walking', 'Cycling', 'FunctionalStrengthTraining', 'Yoga']
const outdoor = ['Running', 'Walking', 'Cycling']

interface PlannedWorkout {
  activity: string
  /** Of the history: 0 at its beginning, below 1. */
  part: number
  startedAt: number
  minutes: number
  /** Below the folder of the export, with a slash before it as the phone has it. */
  routePath: string | undefined
  /** For what is drawn of this workout alone. */
  seed: number
}

/** One every other day, now and then with a route. */
export function* planWorkouts({ history, seed }: ExportPlan): Generator<PlannedWorkout> {
  const count = Math.max(2, Math.floor(history.days / DAYS_BETWEEN))
  const random = seededRandom(seed + 1000)
  for (let index = 0; index < count; index++) {
    const position = ((index + random() * 0.8) / count) * history.days
    const startedAt = timeAt(history, position, [7, 21])
    const hasRoute = index % ROUTE_EVERY === 0
    yield {
      activity: pick(random, hasRoute ? outdoor : activities),
      part: index / count,
      startedAt,
      minutes: 20 + Math.floor(random() * 60),
      routePath: hasRoute ? routePath(startedAt) : undefined,
      seed: seed + 2000 + index,
    }
  }
}

const routePath = (startedAt: number) =>
  `/workout-routes/route_${formatDate(startedAt)}_${formatHour(startedAt)}.gpx`

/** As of iOS 16: the totals are statistics of their own, no attributes. */
export function renderWorkout(workout: PlannedWorkout): string {
  const random = seededRandom(workout.seed)
  const endedAt = workout.startedAt + workout.minutes * 60
  const [started, ended] = [formatTime(workout.startedAt), formatTime(endedAt)]
  const dates = `startDate="${started}" endDate="${ended}"`
  const from = sourceAttributes(watch, workout.part, random)
  const statistic = (type: string, text: string) =>
    `  <WorkoutStatistics type="HKQuantityTypeIdentifier${type}" ${dates} ${text}/>\n`
  const pausedAt = formatTime(workout.startedAt + 300)
  const resumedAt = formatTime(workout.startedAt + 400)
  return [
    ` <Workout workoutActivityType="HKWorkoutActivityType${workout.activity}" duration="${workout.minutes}.${Math.floor(random() * 1e6)}" durationUnit="min"${from} creationDate="${ended}" ${dates}>\n`,
    `  <MetadataEntry key="HKIndoorWorkout" value="${outdoor.includes(workout.activity) ? 0 : 1}"/>\n`,
    `  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n`,
    `  <MetadataEntry key="HKWeatherTemperature" value="${40 + Math.floor(random() * 40)} degF"/>\n`,
    `  <MetadataEntry key="HKWeatherHumidity" value="${40 + Math.floor(random() * 60)}00 %"/>\n`,
    `  <WorkoutEvent type="HKWorkoutEventTypePause" date="${pausedAt}"/>\n`,
    `  <WorkoutEvent type="HKWorkoutEventTypeResume" date="${resumedAt}"/>\n`,
    `  <WorkoutEvent type="HKWorkoutEventTypeSegment" date="${started}" duration="5.5" durationUnit="min"/>\n`,
    statistic('ActiveEnergyBurned', `sum="${(workout.minutes * (5 + random() * 5)).toFixed(3)}" unit="Cal"`),
    statistic('BasalEnergyBurned', `sum="${(workout.minutes * 1.2).toFixed(3)}" unit="Cal"`),
    statistic(
      'HeartRate',
      `average="${(110 + random() * 30).toFixed(3)}" minimum="81" maximum="168" unit="count/min"`,
    ),
    statistic('DistanceWalkingRunning', `sum="${(workout.minutes * 0.15).toFixed(5)}" unit="km"`),
    workout.routePath === undefined ? '' : renderRoute(workout.routePath, { from, created: ended, dates }),
    ' </Workout>\n',
  ].join('')
}

const renderRoute = (
  path: string,
  { from, created, dates }: { from: string; created: string; dates: string },
) =>
  [
    `  <WorkoutRoute${from} creationDate="${created}" ${dates}>\n`,
    '   <MetadataEntry key="HKMetadataKeySyncVersion" value="2"/>\n',
    `   <FileReference path="${path}"/>\n`,
    '  </WorkoutRoute>\n',
  ].join('')

/** One per day, without a source or a time. */
export function* renderActivitySummaries({ history, seed }: ExportPlan): Generator<string> {
  const random = seededRandom(seed + 3000)
  for (let day = 0; day < history.days; day++) yield renderSummary(history, day, random)
}

function renderSummary(history: History, day: number, random: Random): string {
  const date = formatDate(timeAt(history, day, [12, 13]))
  return ` <ActivitySummary dateComponents="${date}" activeEnergyBurned="${(200 + random() * 600).toFixed(3)}" activeEnergyBurnedGoal="450" activeEnergyBurnedUnit="Cal" appleMoveTime="0" appleMoveTimeGoal="0" appleExerciseTime="${Math.floor(random() * 90)}" appleExerciseTimeGoal="30" appleStandHours="${Math.floor(6 + random() * 10)}" appleStandHoursGoal="12"/>\n`
}
