import { MINUTE_MS, monthOf } from './calendar.ts'
import type { Day } from './day.ts'
import { type MetricsBody, watch } from './metrics-body.ts'
import { round } from './random.ts'

/** What is measured now and then. */
type Occasion = readonly [
  name: string,
  units: string,
  value: readonly [low: number, high: number, digits: number],
  /** On each day of which the remainder by `every` is `on`. */
  when: readonly [every: number, on: number, hour: number],
  more?: {
    source?: string
    /** What stands beside the value. */
    beside?: Readonly<Record<string, unknown>>
    /** Only from one month to another. */
    months?: readonly [from: number, to: number]
  },
]

const meter = { source: 'Glucose Meter' }
const peakFlow = { source: 'Peak Flow' }
const thermometer = { source: 'Thermometer' }
const mealLog = { source: 'Meal Log' }
const complete = { value: 'Complete' }
const winter = { months: [1, 2] } as const
const warmMonths = { months: [6, 9] } as const

/** The rarer metrics, so that none of what a phone can know is missing from a year. */
const occasions: readonly Occasion[] = [
  ['blood_glucose', 'mg/dL', [82, 98, 0], [4, 1, 7.2], { ...meter, beside: { mealTime: 'Before Meal' } }],
  ['blood_glucose', 'mg/dL', [104, 138, 0], [4, 1, 13.6], { ...meter, beside: { mealTime: 'After Meal' } }],
  ['insulin_delivery', 'IU', [1, 3, 0], [28, 4, 12.2], { beside: { reason: 'Bolus' } }],
  ['insulin_delivery', 'IU', [4, 6, 0], [28, 4, 22], { beside: { reason: 'Basal' } }],
  ['body_temperature', 'degC', [36.4, 36.9, 1], [9, 2, 20.5], thermometer],
  ['basal_body_temperature', 'degC', [36.2, 36.5, 2], [2, 0, 6.5], thermometer],
  ['atrial_fibrillation_burden', '%', [1, 2, 0], [7, 0, 12]],
  ['peripheral_perfusion_index', '%', [2, 6, 1], [14, 3, 21]],
  ['electrodermal_activity', 'mcS', [1.5, 6, 2], [14, 5, 16]],
  ['blood_alcohol_content', '%', [0.01, 0.04, 3], [28, 12, 22.5]],
  ['alcohol_consumption', 'count', [1, 1, 0], [28, 12, 19.5], mealLog],
  ['caffeine', 'mg', [30, 50, 0], [28, 7, 15.5], mealLog],
  ['forced_expiratory_volume_1', 'L', [3, 3.3, 2], [14, 6, 9], peakFlow],
  ['forced_vital_capacity', 'L', [3.7, 4, 2], [14, 6, 9.05], peakFlow],
  ['peak_expiratory_flow_rate', 'L/min', [405, 450, 0], [14, 6, 9.1], peakFlow],
  ['inhaler_usage', 'count', [1, 2, 0], [14, 8, 18]],
  ['uv_exposure', 'count', [1, 5, 0], [3, 0, 13]],
  ['number_of_times_fallen', 'count', [1, 1, 0], [84, 17, 17.7]],
  ['mindful_minutes', 'min', [5, 15, 0], [2, 1, 21.3]],
  ['handwashing', 's', [20, 26, 0], [1, 0, 12.3], { beside: complete }],
  ['handwashing', 's', [7, 19, 0], [1, 0, 18.9], { beside: { value: 'Incomplete' } }],
  ['toothbrushing', 's', [110, 140, 0], [1, 0, 21.9], { source: 'Toothbrush', beside: complete }],
  ['push_count', 'count', [120, 300, 0], [84, 20, 15]],
  ['wheelchair_distance', 'km', [0.3, 0.7, 2], [84, 20, 15]],
  ['nike_fuel', 'count', [900, 2400, 0], [84, 21, 19]],
  ['underwater_depth', 'm', [0.8, 2.6, 1], [14, 9, 16.2], warmMonths],
  ['underwater_temperature', 'degC', [18, 24, 1], [14, 9, 16.2], warmMonths],
  ['distance_paddle_sports', 'km', [2, 5, 2], [14, 3, 16], warmMonths],
  ['paddle_sports_speed', 'km/hr', [4, 7, 1], [14, 3, 16.2], warmMonths],
  ['distance_rowing', 'km', [3, 6, 2], [28, 26, 17], warmMonths],
  ['rowing_speed', 'km/hr', [8, 11, 1], [28, 26, 17.2], warmMonths],
  ['distance_skating_sports', 'km', [4, 9, 2], [14, 13, 16], winter],
  ['distance_cross_country_skiing', 'km', [4, 9, 2], [14, 10, 11], winter],
  ['cross_country_skiing_speed', 'km/hr', [8, 13, 1], [14, 10, 11.2], winter],
]

/** Every reading of a day that belongs to no routine. */
export function addOccasions(body: MetricsBody, day: Day): void {
  const random = day.random('occasions')
  const month = monthOf(day.epochDay)
  for (const [name, units, [low, high, digits], [every, on, hour], more = {}] of occasions) {
    const { source = watch, beside, months: [from, to] = [1, 12] } = more
    const qty = random.between(low, high) + warmthOf(name, day)
    if (day.epochDay % every !== on || month < from || month > to) continue
    const ms = day.at(hour) + random.whole(0, 9) * MINUTE_MS
    body.add(name, units, ms, { date: day.write(ms), qty: round(qty, digits), source, ...beside })
  }
  addFever(body, day)
  if (day.epochDay % 9 !== 4) return
  const ms = day.at(22.9)
  const counts = { Unspecified: 0, 'Protection Used': 1, 'Protection Not Used': 0 }
  body.add('sexual_activity', 'count', ms, { date: day.write(ms), ...counts, source: 'Health' })
}

/** A thermometer shows the fever, and the half of the cycle. */
function warmthOf(name: string, day: Day): number {
  if (name === 'body_temperature') return 2.3 * day.illness
  return name === 'basal_body_temperature' ? 1.8 * day.illness + (day.cycleDay > 15 ? 0.35 : 0) : 0
}

/** Who is ill measures more often. */
function addFever(body: MetricsBody, day: Day): void {
  if (day.illness < 0.2) return
  const random = day.random('fever')
  for (const [hour, rise] of [
    [8.5, 0],
    [13.5, 0.2],
    [20, 0.5],
  ] as const) {
    const degrees = round(36.6 + (1.9 + rise) * day.illness + random.around(0, 0.1), 1)
    body.addReading(day, 'body_temperature', 'degC', day.at(hour), degrees, thermometer.source)
  }
}
