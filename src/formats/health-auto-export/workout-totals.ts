import type { IncomingWorkout, WorkoutTotal } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { readQuantity } from '../workout-points.ts'

/** Where a total stands twice the first key here wins, whatever the order in the body, which is random. */
const totalKeys: readonly (readonly [key: string, total: WorkoutTotal, unit?: string])[] = [
  ['duration', 'duration', 's'],
  ['totalEnergy', 'totalEnergy'],
  ['activeEnergyBurned', 'activeEnergy'],
  ['activeEnergy', 'activeEnergy'],
  ['distance', 'distance'],
  ['minHeartRate', 'minHeartRate'],
  ['avgHeartRate', 'avgHeartRate'],
  ['maxHeartRate', 'maxHeartRate'],
  ['elevationUp', 'elevationUp'],
  ['elevationDown', 'elevationDown'],
  ['avgSpeed', 'avgSpeed'],
  ['speed', 'avgSpeed'],
  ['maxSpeed', 'maxSpeed'],
  ['stepCount', 'stepCount'],
  ['flightsClimbed', 'flightsClimbed'],
  ['totalSwimmingStrokeCount', 'swimmingStrokeCount'],
  ['stepCadence', 'stepCadence'],
  ['swimCadence', 'swimCadence'],
  ['lapLength', 'lapLength'],
  ['intensity', 'intensity'],
  ['intesity', 'intensity'],
  ['temperature', 'temperature'],
  ['humidity', 'humidity'],
  ['swolfScore', 'swolfScore'],
]

/** The objects that hold several totals, whose unit may stand once for all of them. */
const groupKeys: readonly (readonly [
  key: string,
  parts: readonly (readonly [WorkoutTotal, ...string[]])[],
])[] = [
  [
    'heartRate',
    [
      ['minHeartRate', 'min', 'Min'],
      ['avgHeartRate', 'avg', 'Avg', 'qty'],
      ['maxHeartRate', 'max', 'Max'],
    ],
  ],
  [
    'elevation',
    [
      ['elevationUp', 'ascent'],
      ['elevationDown', 'descent'],
    ],
  ],
]

export interface TakenTotals {
  totals: IncomingWorkout['totals']
  /** What an object with totals holds besides, by the object's key. */
  leftovers: [key: string, leftover: Record<string, unknown>][]
}

/**
 * Reads the totals of a workout and takes from `fields` what is accounted for by them. A second, other value of a total
 * and an object that says more than a quantity are not taken, so that they end in the detail.
 */
export function takeTotals(element: JsonObject, fields: Fields): TakenTotals {
  const totals: IncomingWorkout['totals'] = {}
  /** @returns whether the totals now say all that was written */
  const add = (total: WorkoutTotal, written: unknown, fallbackUnit?: unknown): boolean => {
    const quantity = readQuantity(written, typeof fallbackUnit === 'string' ? fallbackUnit : undefined)
    if (!quantity) return false
    totals[total] ??= quantity
    const known = totals[total]
    return known.value === quantity.value && known.unit === quantity.unit && isNothingButQuantity(written)
  }
  for (const [key, total, unit] of totalKeys) if (add(total, element[key], unit)) fields.take(key)

  const leftovers: TakenTotals['leftovers'] = []
  for (const [key, parts] of groupKeys) {
    const group = element[key]
    if (!isJsonObject(group)) continue
    const groupFields = takeFields(group)
    let isGroup = false
    for (const [total, ...names] of parts) {
      const name = names.find(name => (group[name] ?? undefined) !== undefined)
      if (name === undefined || !add(total, group[name], group.units)) continue
      groupFields.take(name)
      isGroup = true
    }
    if (!isGroup) continue
    fields.take(key)
    groupFields.take('units')
    const leftover = groupFields.rest()
    if (leftover) leftovers.push([key, leftover])
  }
  return { totals, leftovers }
}

const quantityKeys: ReadonlySet<string> = new Set(['qty', 'value', 'units', 'unit'])

function isNothingButQuantity(written: unknown): boolean {
  return !isJsonObject(written) || Object.keys(written).every(key => quantityKeys.has(key))
}
