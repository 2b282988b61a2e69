import type { Incoming, IncomingSample } from '../incoming.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import type { Companions } from './companions.ts'
import { readCorrelation } from './correlation.ts'
import type { Devices } from './devices.ts'
import type { TopElement } from './element-reader.ts'
import {
  readActivitySummary,
  readCharacteristics,
  readClinicalRecord,
  readMeasured,
  readUnknown,
} from './other-elements.ts'
import type { ReadingState } from './reading-state.ts'
import { halfOf, readRecord } from './record.ts'
import { readWorkout } from './workout.ts'

interface Context {
  state: ReadingState
  companions: Companions
  devices: Devices
}

/** The records that are known now, and what was no XML in a file beside it. */
export interface ReadElement {
  records: readonly Incoming[]
  faults: number
}

const nothing: ReadElement = { records: [], faults: 0 }

/** What an element below the root is; a promise only where a file beside the XML has to be read for it. */
export function readElement(element: TopElement, context: Context): ReadElement | Promise<ReadElement> {
  const { name, attributes } = element
  const { state, devices, companions } = context
  if (name === 'ExportDate' && element.flaw === undefined) {
    // A copy: a part of a text keeps all of the text in memory.
    if (attributes.value !== undefined) state.exportDate = Buffer.from(attributes.value).toString()
    return nothing
  }
  const place = state.nextPlace(name)
  if (element.flaw !== undefined) {
    const countedAs = readableName(snakeCase(readableName(name))) || 'unknown'
    return only({ kind: 'nothing', countedAs, detail: element.flaw, ...place })
  }
  switch (name) {
    case 'Record': {
      const record = readRecord(element, place, devices)
      const part = halfOf(element)
      if (part === undefined || record.kind !== 'sample') return only(record)
      return { records: state.halves.join(part, record as IncomingSample), faults: 0 }
    }
    case 'Correlation':
      return only(readCorrelation(element, place, devices))
    case 'Workout':
      return companions.readRoute(element).then(({ points, faults, omission }) => ({
        records: [readWorkout(element, place, points, omission)],
        faults,
      }))
    case 'ActivitySummary':
      return only(readActivitySummary(element, place))
    case 'Me':
      return only(readCharacteristics(element, place, state.exportDate))
    case 'ClinicalRecord':
      return companions
        .readResource(attributes.resourceFilePath ?? '')
        .then(resource => only(readClinicalRecord(element, place, devices, resource)))
    case 'Audiogram':
    case 'VisionPrescription':
      return only(readMeasured(element, place, devices))
    default:
      return only(readUnknown(element, place, devices))
  }
}

function only(record: Incoming): ReadElement {
  return { records: [record], faults: 0 }
}
