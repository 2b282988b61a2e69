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
  private last: { description: string; sourceVersion: string | undefined; device: IncomingDevice } | undefined

  /** One object for all records of one device; undefined where neither is written. */
  find(device: string | undefined, sourceVersion: string | undefined): IncomingDevice | undefined {
    if (device === undefined && sourceVersion === undefined) return undefined
    const description = device === undefined ? '' : withoutAddress(device)
    // Records in a row are mostly of one device: told by comparing, without a key to be made and hashed for each.
    const { last } = this
    if (last?.description === description && last.sourceVersion === sourceVersion) return last.device
    const found = this.lookUp(description, sourceVersion)
    this.last = { description, sourceVersion, device: found }
    return found
  }

  private lookUp(description: string, sourceVersion: string | undefined): IncomingDevice {
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

/**
 * What a device says without the address that it had in the memory of the phone: `<<HKDevice: 0x28…>, name:Apple Watch,
 * model:Watch>` is `name:Apple Watch, model:Watch`.
 */
export function withoutAddress(device: string): string {
  if (!device.startsWith('<<HKDevice: ')) return device
  let start = device.indexOf('>') + 1
  if (device.startsWith(', ', start)) start += 2
  return device.slice(start, device.endsWith('>') ? -1 : undefined)
}

function parseDevice(description: string, sourceVersion: string | undefined): IncomingDevice {
  const device = createBareObject<string>()
  // The text before the first property, then a name and a value in turn.
  const [before, ...parts] = description.split(property)
  if (before !== '') device.description = before!
  for (let at = 0; at < parts.length; at += 2) {
    const value = parts[at + 1]!
    if (value !== '') device[snakeCase(parts[at]!)] = value
  }
  if (sourceVersion) device.source_version = sourceVersion
  return device
}
