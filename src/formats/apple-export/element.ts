import type { Incoming } from '../incoming.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import type { Companions } from './companions.ts'
import { readCorrelation } from './correlation.ts'
import type { Devices } from './devices.ts'
import type { TopElement } from './element-reader.ts'
import { takeInlineRoute } from './inline-route.ts'
import {
  readActivitySummary,
  readCharacteristics,
  readClinicalRecord,
  readMeasured,
  readUnknown,
} from './other-elements.ts'
import type { ReadingState } from './reading-state.ts'
import { halfOf, readRecord } from './record.ts'
import type { SharedDetails } from './shared-details.ts'
import { readWorkout } from './workout.ts'

/** What is read of an export until it is handed over. */
export interface Gathered {
  records: Incoming[]
  /** What was no XML, also in a file beside it. */
  faults: number
  /** Of all routes of workouts. */
  points: number
}

interface Context {
  state: ReadingState
  companions: Companions
  devices: Devices
  details: SharedDetails
}

/**
 * Adds what an element below the root is to what is gathered, which makes less garbage than to give it back would. A promise
 * only where a file beside the XML has to be read for it.
 */
export function readElement(
  element: TopElement,
  context: Context,
  gathered: Gathered,
): Promise<void> | undefined {
  const { name, attributes } = element
  const { state, devices, companions } = context
  const { records } = gathered
  gathered.faults += element.faults
  if (name === 'ExportDate' && element.flaw === undefined) {
    // A copy: a part of a text keeps all of the text in memory.
    if (attributes.value !== undefined) state.exportDate = Buffer.from(attributes.value).toString()
    return undefined
  }
  const place = state.nextPlace(name)
  if (element.flaw !== undefined) {
    const countedAs = readableName(snakeCase(readableName(name))) || 'unknown'
    records.push({ kind: 'nothing', countedAs, detail: element.flaw, ...place })
    return undefined
  }
  switch (name) {
    case 'Record': {
      const record = readRecord(element, place, devices, context.details)
      const part = halfOf(element)
      if (part === undefined || record.kind !== 'sample') records.push(record)
      else records.push(...state.halves.join(part, record))
      return undefined
    }
    case 'Correlation':
      records.push(readCorrelation(element, place, devices))
      return undefined
    case 'Workout': {
      const { points: inline, left } = takeInlineRoute(element)
      return companions.readRoute(left).then(({ points, faults, omission }) => {
        const route = inline.length === 0 ? points : inline.concat(points)
        records.push(readWorkout(left, place, route, omission))
        gathered.points += route.length
        gathered.faults += faults
      })
    }
    case 'ActivitySummary':
      records.push(readActivitySummary(element, place))
      return undefined
    case 'Me':
      records.push(readCharacteristics(element, place, state.exportDate))
      return undefined
    case 'ClinicalRecord':
      return companions.readResource(attributes.resourceFilePath ?? '').then(resource => {
        records.push(readClinicalRecord(element, place, devices, resource))
      })
    case 'Audiogram':
    case 'VisionPrescription':
      records.push(readMeasured(element, place, devices))
      return undefined
    default:
      records.push(readUnknown(element, place, devices))
      return undefined
  }
}
