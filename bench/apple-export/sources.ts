import { pick, type Random } from './seeded-random.ts'

/** An app or a device that recorded something. */
export interface Source {
  /** As an attribute: escaped, with the blanks and the apostrophe that the phone writes. */
  name: string
  /** What it ran in each part of the history, oldest first. */
  versions: readonly string[]
  /** The words of a device's description; an app that a person types into has none. */
  device?: { name: string; manufacturer: string; model: string; hardware: readonly string[] }
}

const NBSP = '\u00a0'

export const watch: Source = {
  name: `Robin’s Apple${NBSP}Watch`,
  versions: ['5.3.1', '6.2.8', '7.4', '8.5', '9.6.1', '10.3', '11.2'],
  device: {
    name: 'Apple Watch',
    manufacturer: 'Apple Inc.',
    model: 'Watch',
    hardware: ['Watch4,2', 'Watch6,2'],
  },
}

export const phone: Source = {
  name: `Robin’s iPhone`,
  versions: ['12.4', '13.5.1', '14.6', '15.4.1', '16.6', '17.5', '18.1'],
  device: {
    name: 'iPhone',
    manufacturer: 'Apple Inc.',
    model: 'iPhone',
    hardware: ['iPhone10,4', 'iPhone14,5'],
  },
}

export const scale: Source = {
  name: 'Waage &amp; Co',
  versions: ['2041', '3120'],
  device: { name: 'Body', manufacturer: 'Example Scales', model: 'B2', hardware: ['2'] },
}

export const cuff: Source = { name: 'Cuff', versions: ['1.2', '2.0'] }
/** What a person types into the Health app. */
export const health: Source = { name: 'Health', versions: ['12.4', '14.6', '16.6', '18.1'] }
export const waterApp: Source = { name: `水 Diary`, versions: ['1', '2', '7'] }

const attributesOf = new Map<Source, readonly string[]>()

/** A description differs from the next in the address of an object in memory, which says nothing. */
const ADDRESSES = ['0x3017a4b40', '0x281f0c0a0', '0x2829d61c0', '0x283e5f980']

/**
 * The attributes that say where a record is from, each with a blank before it: `sourceName`, `sourceVersion` and `device`.
 * @param part of the history: 0 at its beginning, below 1
 */
export function sourceAttributes(source: Source, part: number, random: Random): string {
  let known = attributesOf.get(source)
  if (!known) {
    known = source.versions.flatMap((version, index) =>
      ADDRESSES.map(address => describe(source, version, index / source.versions.length, address)),
    )
    attributesOf.set(source, known)
  }
  const version = Math.floor(part * source.versions.length)
  return source.device
    ? pick(random, known.slice(version * ADDRESSES.length, (version + 1) * ADDRESSES.length))
    : known[version * ADDRESSES.length]!
}

function describe({ name, device }: Source, version: string, part: number, address: string): string {
  const text = ` sourceName="${name}" sourceVersion="${version}"`
  if (!device) return text
  const hardware = device.hardware[Math.floor(part * device.hardware.length)]
  return `${text} device="&lt;&lt;HKDevice: ${address}&gt;, name:${device.name}, manufacturer:${device.manufacturer}, model:${device.model}, hardware:${hardware}, software:${version}&gt;"`
}
