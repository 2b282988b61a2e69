import type { IncomingQuantity, IncomingWorkout, WorkoutTotal } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import type { XmlElement } from './xml-element.ts'

/** Metadata that are totals: a number with its unit behind it. */
const metadataTotals: ReadonlyMap<string, WorkoutTotal> = new Map([
  ['HKAverageMETs', 'intensity'],
  ['HKWeatherTemperature', 'temperature'],
  ['HKWeatherHumidity', 'humidity'],
  ['HKElevationAscended', 'elevationUp'],
  ['HKElevationDescended', 'elevationDown'],
  ['HKLapLength', 'lapLength'],
  ['HKAverageSpeed', 'avgSpeed'],
  ['HKMaximumSpeed', 'maxSpeed'],
])

const identifierPrefix = 'HKQuantityTypeIdentifier'

type Figure = 'sum' | 'average' | 'minimum' | 'maximum'
type FigureTotals = readonly (readonly [figure: Figure, total: WorkoutTotal])[]

const figures: readonly Figure[] = ['sum', 'average', 'minimum', 'maximum']

const speed: FigureTotals = [
  ['average', 'avgSpeed'],
  ['maximum', 'maxSpeed'],
]

/** Figures of a statistic that are totals, by its identifier without the prefix. */
const statisticTotals: ReadonlyMap<string, FigureTotals> = new Map<string, FigureTotals>([
  ['ActiveEnergyBurned', [['sum', 'activeEnergy']]],
  ['StepCount', [['sum', 'stepCount']]],
  ['FlightsClimbed', [['sum', 'flightsClimbed']]],
  ['SwimmingStrokeCount', [['sum', 'swimmingStrokeCount']]],
  [
    'HeartRate',
    [
      ['minimum', 'minHeartRate'],
      ['average', 'avgHeartRate'],
      ['maximum', 'maxHeartRate'],
    ],
  ],
  ...['WalkingSpeed', 'RunningSpeed', 'CyclingSpeed', 'RowingSpeed'].map(name => [name, speed] as const),
  ...['PaddleSportsSpeed', 'CrossCountrySkiingSpeed'].map(name => [name, speed] as const),
])

/** What totals have been read, and the workout without what they say: the rest is for the detail. */
export interface TakenTotals {
  totals: IncomingWorkout['totals']
  left: XmlElement
}

/**
 * The totals of Apple's `Workout`. Up to iOS 15 its attributes say how far it went and what it burned, from iOS 16 only its
 * statistics do; where both are there the statistics hold. `totalEnergyBurned` is what HealthKit calls active energy
 * (https://developer.apple.com/documentation/healthkit/hkworkout/totalenergyburned); the energy at rest is a statistic
 * of its own, and the total is both, or the active energy where nothing else is known.
 */
export function takeTotals(workout: XmlElement): TakenTotals {
  const totals: IncomingWorkout['totals'] = {}
  const attributes = copy(workout.attributes)
  const take = (total: WorkoutTotal, quantity: IncomingQuantity | undefined): boolean => {
    if (!quantity || totals[total]) return false
    totals[total] = quantity
    return true
  }
  const metadataLeft = workout.children.filter(({ name, attributes: { key = '', value } }) => {
    const total = name === 'MetadataEntry' ? metadataTotals.get(key) : undefined
    return !total || !take(total, readMetadataQuantity(total, value))
  })
  const distances = workout.children.filter(isDistance)
  const children = metadataLeft.flatMap(child =>
    child.name === 'WorkoutStatistics' ? takeStatistic(child, distances.length === 1, take) : [child],
  )
  take('distance', addUp(distances))

  takeAttribute(attributes, 'duration', quantity => take('duration', quantity))
  takeAttribute(
    attributes,
    'totalDistance',
    quantity => take('distance', quantity) || says(totals.distance, quantity),
  )
  takeAttribute(attributes, 'totalEnergyBurned', quantity => {
    return take('activeEnergy', quantity) || says(totals.activeEnergy, quantity)
  })
  const basal = workout.children.filter(child => identifierOf(child) === 'BasalEnergyBurned')
  const active = totals.activeEnergy
  const both =
    active && basal.length === 1 ? [{ value: active.value, unit: active.unit }, sumOf(basal[0]!)] : []
  take('totalEnergy', addQuantities(both) ?? active)
  return { totals, left: { ...workout, attributes, children } }
}

/** @returns the statistic without the figures that became totals; nothing where it has no other */
function takeStatistic(
  statistic: XmlElement,
  isOnlyDistance: boolean,
  take: (total: WorkoutTotal, quantity: IncomingQuantity) => boolean,
): XmlElement[] {
  const known =
    isOnlyDistance && isDistance(statistic)
      ? ([['sum', 'distance']] as const)
      : statisticTotals.get(identifierOf(statistic) ?? '')
  if (!known) return [statistic]
  const attributes = copy(statistic.attributes)
  for (const [figure, total] of known) {
    const value = attributes[figure]
    if (value && take(total, { value, unit: attributes.unit })) delete attributes[figure]
  }
  const saysMore = figures.some(figure => attributes[figure]) || statistic.children.length > 0
  return saysMore ? [{ ...statistic, attributes }] : []
}

/** A 0 is what HealthKit writes for a distance or an energy that nobody measured. */
function takeAttribute(
  attributes: Record<string, string>,
  name: string,
  take: (quantity: IncomingQuantity) => boolean,
): void {
  const value = attributes[name]
  const unit = attributes[`${name}Unit`]
  const isTold = !value || (Number(value) === 0 && name !== 'duration') || take({ value, unit })
  if (!isTold) return
  delete attributes[name]
  delete attributes[`${name}Unit`]
}

function says(known: IncomingQuantity | undefined, written: IncomingQuantity): boolean {
  return known !== undefined && known.value === written.value && known.unit === written.unit
}

/**
 * `1234 cm`, taken apart. Apple writes a humidity of 58 % as `5800 %`, and wrote it as `58 %` in older
 * versions: above a hundred it can only be hundredths.
 */
function readMetadataQuantity(total: WorkoutTotal, written = ''): IncomingQuantity | undefined {
  const parts = /^([+-]?\d[\d.,eE+-]{0,40})(?: (.{1,40}))?$/u.exec(written)
  if (!parts) return undefined
  const [, value, unit] = parts
  const isHundredths = total === 'humidity' && unit === '%' && Number(value) > 100
  return { value: isHundredths ? Number(value) / 100 : value, unit }
}

function identifierOf({ name, attributes: { type } }: XmlElement): string | undefined {
  if (name !== 'WorkoutStatistics' || !type?.startsWith(identifierPrefix)) return undefined
  return type.slice(identifierPrefix.length)
}

function isDistance(statistic: XmlElement): boolean {
  return identifierOf(statistic)?.startsWith('Distance') === true && !!statistic.attributes.sum
}

/** A triathlon swims, rides and runs: what was gone in several ways is gone once. */
function addUp(distances: readonly XmlElement[]): IncomingQuantity | undefined {
  return distances.length > 1 ? addQuantities(distances.map(sumOf)) : undefined
}

function sumOf({ attributes: { sum, unit } }: XmlElement): IncomingQuantity {
  return { value: sum, unit }
}

/** Undefined where one is no number, or the units differ. */
function addQuantities(quantities: readonly IncomingQuantity[]): IncomingQuantity | undefined {
  const [first] = quantities
  if (!first || quantities.some(({ unit }) => unit !== first.unit)) return undefined
  const sum = quantities.reduce((sum, { value }) => sum + (value === '' ? Number.NaN : Number(value)), 0)
  return Number.isFinite(sum) ? { value: sum, unit: first.unit } : undefined
}

function copy(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.assign(createBareObject<string>(), attributes)
}
