import type { Incoming, IncomingSample, Place } from '../incoming.ts'
import { pressurePartOf } from '../pressure-pairs.ts'
import { snakeCase } from '../snake-case.ts'
import type { Devices } from './devices.ts'
import { describeElement, metadataOf } from './element-detail.ts'
import { withOrigin } from './record.ts'
import { originAttributes, type XmlElement } from './xml-element.ts'

const prefix = 'HKCorrelationTypeIdentifier'
const own: ReadonlySet<string> = new Set(['type', ...originAttributes, 'Record'])

/**
 * What belongs together. The records in it stand below the root too, and are read there: a blood pressure is the same
 * one again, whose device and time of creation its halves have said, and of a food its detail has what the records say.
 */
export function readCorrelation(element: XmlElement, place: Place, devices: Devices): Incoming {
  const { attributes, children } = element
  const { type = '', startDate, endDate, sourceName, sourceVersion } = attributes
  const name = type.startsWith(prefix) ? type.slice(prefix.length) : type
  const detail = describeElement(element, { without: own })
  const records = children.filter(child => child.name === 'Record')
  if (name === 'BloodPressure') {
    const sample: IncomingSample = {
      kind: 'sample',
      metric: 'blood_pressure',
      recordedAt: startDate,
      endedAt: endDate,
      ...readPressure(records),
      source: sourceName,
      ...place,
    }
    // Under a key of its own, beside those of its halves: all three meet in one row.
    if (Object.keys(detail).length > 0) sample.detail = { correlation: detail }
    return sample
  }
  const isFood = name === 'Food'
  return withOrigin(
    {
      kind: 'event',
      type: isFood ? 'food' : snakeCase(name) || 'correlation',
      startedAt: startDate,
      endedAt: endDate,
      name: isFood ? metadataOf(detail).food_type : undefined,
      source: sourceName,
      ...(isFood ? {} : { unknownType: true }),
      holds: records.flatMap(({ attributes }) => attributes.type ?? []),
      detail: Object.assign(detail, {
        records: records.map(({ attributes: { type, value, unit } }) => ({ type, value, unit })),
      }),
      ...place,
    },
    attributes,
    devices.find(attributes.device, sourceVersion),
  )
}

function readPressure(
  records: readonly XmlElement[],
): Pick<IncomingSample, 'systolic' | 'diastolic' | 'unit'> {
  const pressure: Pick<IncomingSample, 'systolic' | 'diastolic' | 'unit'> = {}
  for (const { attributes } of records) {
    const part = pressurePartOf(attributes.type ?? '')
    if (!part) continue
    pressure[part] = attributes.value
    pressure.unit = attributes.unit
  }
  return pressure
}
