import type {
  CompanionFiles,
  ExportPart,
  ExportPosition,
} from '../../../src/formats/apple-export/export-part.ts'
import { readAppleExport } from '../../../src/formats/apple-export/index.ts'
import type { Incoming } from '../../../src/formats/incoming.ts'

export const [start, end] = ['2026-03-01 07:00:00 +0100', '2026-03-01 07:10:00 +0100']
export const times = `startDate="${start}" endDate="${end}"`
export const noFiles = filesOf({})

export interface Read {
  records: Incoming[]
  faults: number
  cutOff: boolean
}

/** Files beside the XML, by their texts. */
export function filesOf(texts: Record<string, string>): CompanionFiles {
  return {
    paths: Object.keys(texts),
    open: path => (Object.hasOwn(texts, path) ? inPieces(Buffer.from(texts[path]!), [7]) : undefined),
  }
}

/** Bytes in pieces of these sizes, over and over. */
export async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}

export interface Reading {
  files?: CompanionFiles
  from?: ExportPosition
  sizes?: readonly number[]
}

export function partsOf(xml: string | Buffer, { files = noFiles, from, sizes = [65_536] }: Reading = {}) {
  return readAppleExport(inPieces(Buffer.from(xml), sizes), files, from)
}

/** All that is read of an export. */
export async function read(xml: string | Buffer, reading: Reading = {}): Promise<Read> {
  return gather(partsOf(xml, reading))
}

export async function gather(parts: AsyncIterable<ExportPart>): Promise<Read> {
  const all: Read = { records: [], faults: 0, cutOff: false }
  for await (const part of parts) {
    all.records.push(...part.records)
    all.faults += part.xmlFaults
    all.cutOff ||= part.cutOff === true
  }
  return all
}

/** An export with these elements in its root. */
export function exportOf(...elements: string[]): string {
  const date = '<ExportDate value="2026-03-02 08:00:00 +0100"/>'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (x)>\n]>\n<HealthData locale="de_DE">\n ${date}\n${elements.join('\n')}\n</HealthData>\n`
}

/** A Record of steps. */
export function steps(value: number | string, attributes = ''): string {
  return `<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" ${times} value="${value}" ${attributes}/>`
}

/** What such a Record is read as. */
export function readSteps(value: number | string, index: number, source = 'Watch') {
  return {
    kind: 'sample',
    metric: 'step_count',
    recordedAt: start,
    endedAt: end,
    value: String(value),
    unit: 'count',
    source,
    path: '/HealthData/Record',
    index,
  }
}
