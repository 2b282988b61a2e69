import type { IncomingDevice } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'

/** More devices and versions than anybody's years have seen; what goes beyond is parsed again. */
const MAX_KNOWN = 5_000

/** What HealthKit prints of an HKDevice; a value may hold a comma (`Watch6,2`), so only these words begin the next. */
const property =
  /(?:^|, )(name|manufacturer|model|hardware|firmware|software|localIdentifier|UDIDeviceIdentifier|creation date):/

/**
 * The devices of an export, each parsed once: `<<HKDevice: 0x2815d6d00>, name:Apple Watch, model:Watch>` and the version
 * of the source beside it. The address in the memory of the phone is another one in each export, and says nothing.
 */
export class Devices {
  private readonly known = new Map<string, IncomingDevice>()

  /** One object for all records of one device; undefined where neither is written. */
  find(device: string | undefined, sourceVersion: string | undefined): IncomingDevice | undefined {
    if (device === undefined && sourceVersion === undefined) return undefined
    const description = device === undefined ? '' : withoutAddress(device)
    const key = `${description}\n${sourceVersion ?? ''}`
    const known = this.known.get(key)
    if (known) return known
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    // A copy: a part of a text keeps all of the text in memory.
    const copied = Buffer.from(key).toString()
    const end = copied.lastIndexOf('\n')
    const parsed = parseDevice(copied.slice(0, end), sourceVersion && copied.slice(end + 1))
    this.known.set(copied, parsed)
    return parsed
  }
}

function withoutAddress(device: string): string {
  if (!device.startsWith('<<HKDevice: ')) return device
  const start = device.indexOf('>')
  return device.slice(start + 1, device.endsWith('>') ? -1 : undefined)
}

function parseDevice(description: string, sourceVersion: string | undefined): IncomingDevice {
  const device = createBareObject<string>()
  // The text before the first property, then a name and a value in turn.
  const [before, ...parts] = description.replace(/^, /, '').split(property)
  if (before !== '') device.description = before!
  for (let at = 0; at < parts.length; at += 2) {
    const value = parts[at + 1]!
    if (value !== '') device[snakeCase(parts[at]!)] = value
  }
  if (sourceVersion) device.source_version = sourceVersion
  return device
}
