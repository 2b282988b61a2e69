import type { JSX } from 'preact'
import type { UnitSystem } from '../api/unit-system.ts'
import type { Workout } from '../api/workouts.ts'
import { useSession } from '../frame/session.ts'
import { sayDuration, sayStopwatch } from '../words/durations.ts'
import { sayNumber, sayQuantity } from '../words/numbers.ts'
import { heightUnit, unitOf } from '../words/units.ts'
import { rateOf } from './activities.ts'
import { energyOf, type Said, sayDistance, sayWorkoutRate, secondsOf, splitSaid } from './quantities.ts'

interface Figure {
  name: string
  said: Said
  note?: string
}

/** The numbers of a workout; what nobody measured is not among them. */
export function Figures({ workout }: { workout: Workout }): JSX.Element {
  const { units } = useSession().session.user
  return (
    <section class="card" aria-label="Numbers">
      <dl class="workout-figures">
        {figuresOf(workout, units).map(({ name, said, note }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="figure">
              {said.number}
              {said.sign !== '' && <span class="unit">{said.sign}</span>}
            </dd>
            {note !== undefined && <dd class="small">{note}</dd>}
          </div>
        ))}
      </dl>
    </section>
  )
}

function figuresOf(workout: Workout, units: UnitSystem): Figure[] {
  const figures: Figure[] = []
  const add = (name: string, said: Said | undefined, note?: string) => {
    if (said) figures.push({ name, said, ...(note !== undefined && { note }) })
  }
  const addNumber = (name: string, value: number | null, sign: string, note?: string) =>
    add(name, value === null ? undefined : { number: sayNumber(value), sign }, note)
  const addQuantity = (name: string, metric: string, value: number | null, unit: string) =>
    add(name, value === null ? undefined : splitSaid(sayQuantity(value, unitOf({ metric, unit }, units))))

  const { distance_meters: metres, min_heart_rate: least, max_heart_rate: most } = workout
  const elapsed = (Date.parse(workout.ended_at) - Date.parse(workout.started_at)) / 1000
  const seconds = secondsOf(workout)
  if (metres !== null && metres > 0) add('Distance', splitSaid(sayDistance(metres, workout.activity, units)))
  add(
    'Time',
    { number: sayStopwatch(seconds), sign: '' },
    elapsed - seconds > 30 ? `${sayDuration(elapsed)} with pauses` : undefined,
  )
  add(
    rateOf(workout.activity, units).kind === 'pace' ? 'Pace' : 'Speed',
    sayWorkoutRate(workout, units),
    sayFastest(workout, units),
  )
  const { total_energy_kcal: total } = workout
  const energy = energyOf(workout)
  addNumber(
    'Energy',
    energy,
    'kcal',
    total !== null && energy !== null && total > energy ? `${sayNumber(total)} kcal in all` : undefined,
  )
  addNumber(
    'Heart rate',
    workout.avg_heart_rate,
    'bpm',
    least !== null && most !== null ? `${sayNumber(least)} to ${sayNumber(most)}` : undefined,
  )
  const { elevation_up_meters: up, elevation_down_meters: down } = workout
  if (up !== null) {
    const note = down === null ? undefined : `${sayQuantity(Math.round(down), heightUnit(units))} down`
    add('Climb', splitSaid(sayQuantity(Math.round(up), heightUnit(units))), note)
  }
  addNumber('Steps', workout.step_count, '')
  addNumber('Cadence', workout.step_cadence, 'steps/min')
  addNumber('Flights', workout.flights_climbed, '')
  addNumber('Strokes', workout.swimming_stroke_count, '')
  addNumber('Stroke rate', workout.swim_cadence, 'per min')
  addNumber('SWOLF', workout.swolf_score, '')
  const lap = workout.lap_length_meters
  if (lap !== null) add('Pool length', splitSaid(sayDistance(lap, 'swimming', units)))
  addQuantity('Temperature', '', workout.temperature_deg_c, 'degC')
  addNumber('Humidity', workout.humidity_percent, '%')
  return figures
}

function sayFastest(workout: Workout, units: UnitSystem): string | undefined {
  const { max_speed_m_per_s: speed } = workout
  const said =
    speed === null ? undefined : sayQuantity(speed, unitOf({ metric: 'speed', unit: 'm/s' }, units))
  return said && `at most ${said}`
}
