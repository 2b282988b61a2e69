import type { IncomingDevice } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { snakeCase } from '../snake-case.ts'

/** More devices and versions than anybody's years have seen; what goes beyond is parsed again. */
const MAX_KNOWN = 5_000
const MAX_WRITTEN = 1_000

/** What HealthKit prints of an HKDevice; a value may hold a comma (`Watch6,2`), so only these words begin the next. */
const property =
  /(?:^|, )(name|manufacturer|model|hardware|firmware|software|localIdentifier|UDIDeviceIdentifier|creation date):/

/**
 * The devices of an export, each parsed once: `<<HKDevice: 0x2815d6d00>, name:Apple Watch, model:Watch>` and the version
 * of the source beside it. The address in the memory of the phone is another one in each export, and says nothing.
 */
export class Devices {
  private readonly known = new Map<string, IncomingDevice>()
  /** By the device as it is written, with its address: those of records in a row are few. */
  private readonly written = new Map<string, { sourceVersion: string | undefined; device: IncomingDevice }>()

  /** One object for all records of one device; undefined where neither is written. */
  find(device: string | undefined, sourceVersion: string | undefined): IncomingDevice | undefined {
    if (device === undefined && sourceVersion === undefined) return undefined
    const written = device ?? ''
    const last = this.written.get(written)
    if (last && last.sourceVersion === sourceVersion) return last.device
    const found = this.lookUp(withoutAddress(written), sourceVersion)
    if (this.written.size >= MAX_WRITTEN) this.written.clear()
    // Copies: a part of a text keeps all of the text in memory.
    this.written.set(copy(written), { sourceVersion: sourceVersion && copy(sourceVersion), device: found })
    return found
  }

  private lookUp(description: string, sourceVersion: string | undefined): IncomingDevice {
    const key = `${description}\n${sourceVersion ?? ''}`
    const known = this.known.get(key)
    if (known) return known
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    const copied = copy(key)
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

function copy(text: string): string {
  return Buffer.from(text).toString()
}
