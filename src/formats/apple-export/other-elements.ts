import type { Incoming, IncomingEvent, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'
import type { Devices } from './devices.ts'
import { describeElement } from './element-detail.ts'
import { withOrigin } from './record.ts'
import { originAttributes, type XmlElement } from './xml-element.ts'

/**
 * The rings of a day. They are Apple's sums of records that stand in the same file, so they are no samples. The day is
 * a date without a time: an instant would be another day in another time zone.
 */
export function readActivitySummary(element: XmlElement, place: Place): IncomingEvent {
  return {
    kind: 'event',
    type: 'activity_summary',
    startedAt: element.attributes.dateComponents,
    detail: describeElement(element, { isNumeric: true }),
    ...place,
  }
}

/** Date of birth, sex and the like, as they were when the export was made. */
export function readCharacteristics(
  { attributes, children }: XmlElement,
  place: Place,
  exportDate: string | undefined,
): IncomingEvent {
  const named = createBareObject<string>()
  for (const name in attributes) {
    named[name.replace(/^HKCharacteristicTypeIdentifier/, '')] = attributes[name]!
  }
  return {
    kind: 'event',
    type: 'characteristics',
    startedAt: exportDate,
    detail: describeElement({ name: 'Me', attributes: named, children }),
    ...place,
  }
}

const ownAttributes: ReadonlySet<string> = new Set(originAttributes)

/** A document of a health record; `resource` is what stands in the file that it names. */
export function readClinicalRecord(
  element: XmlElement,
  place: Place,
  devices: Devices,
  resource: unknown,
): Incoming {
  const { type, identifier, receivedDate } = element.attributes
  const event = readEvent(element, place, devices)
  if (resource !== undefined) event.detail.resource = resource
  // Many are received at once; what tells them apart is which document of its kind it is.
  return { ...event, startedAt: receivedDate ?? event.startedAt, name: type, clientId: identifier }
}

/** An audiogram, or a prescription of glasses or contact lenses. */
export function readMeasured(element: XmlElement, place: Place, devices: Devices): Incoming {
  const event = readEvent(element, place, devices, true)
  return { ...event, startedAt: event.startedAt ?? element.attributes.dateIssued }
}

/** Whatever a version of the future has. */
export function readUnknown(element: XmlElement, place: Place, devices: Devices): Incoming {
  return { ...readEvent(element, place, devices), unknownType: true }
}

function readEvent(element: XmlElement, place: Place, devices: Devices, isNumeric = false): IncomingEvent {
  const { startDate, endDate, sourceName, device, sourceVersion } = element.attributes
  const event: IncomingEvent = {
    kind: 'event',
    type: snakeCase(element.name) || 'unknown',
    startedAt: startDate,
    endedAt: endDate,
    source: sourceName,
    detail: describeElement(element, { without: ownAttributes, isNumeric }),
    ...place,
  }
  withOrigin(event, element.attributes, devices.find(device, sourceVersion))
  return event
}
