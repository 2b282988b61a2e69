import type { Incoming, IncomingEvent, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import {
  type ElectrocardiogramHeader,
  type HeaderLine,
  readHeader,
  readHeaderLine,
} from './electrocardiogram-header.ts'

/** Half a minute is 160 KB. */
const MAX_BYTES = 16 * 1024 * 1024
/** Of the 250,000 values that a detail may have (ingest/judge/text.ts); half a minute has 15,360. */
const MAX_VOLTAGES = 200_000
/** Apple writes ten. */
const MAX_HEADER_LINES = 100
const MAX_LINE_LENGTH = 1_000

/** HealthKit takes electrocardiograms of nobody else, and their source has the name of the app. */
const source = 'ECG'

/**
 * One of the files in `electrocardiograms/`: lines of a header, then a voltage on each line. The event is what Health Auto
 * Export makes of the recording, with the app's keys where it has them. The voltages are a list of numbers (null
 * where one cannot be read), because their times follow from the frequency. Of the header everything is kept but the
 * name and the date of birth, which are no part of the recording.
 *
 * The end is not in the file. It is computed, and to the second, as HealthKit's times are exported, so that it is the
 * end that the app writes.
 * @throws what `chunks` throws
 */
export async function readElectrocardiogram(chunks: AsyncIterable<Buffer>, place: Place): Promise<Incoming> {
  const { text, isWhole } = await readText(chunks)
  const recording = readRecording(text)
  const header = recording && readHeader(recording.headerLines)
  if (!header) return { kind: 'nothing', countedAs: 'ecg', detail: 'no electrocardiogram', ...place }
  const { voltages, count } = recording
  const { recordedDate, lines, ...known } = header
  const detail = Object.assign(createBareObject<unknown>(), known, { header: lines })
  if (isWhole) detail.numberOfVoltageMeasurements = count
  if (isWhole && count <= MAX_VOLTAGES) detail.voltages = voltages
  else detail.left_out = { voltages: isWhole ? count : `more than ${count}` }
  const event: IncomingEvent = {
    kind: 'event',
    type: 'ecg',
    startedAt: recordedDate,
    source,
    detail,
    ...place,
  }
  const endedAt = isWhole ? computeEnd(header, count) : undefined
  if (endedAt !== undefined) event.endedAt = endedAt
  return event
}

async function readText(chunks: AsyncIterable<Buffer>): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) return { text, isWhole: false }
    text += decoder.decode(chunk, { stream: true })
  }
  return { text: text + decoder.decode(), isWhole: true }
}

interface Recording {
  headerLines: HeaderLine[]
  /** The first MAX_VOLTAGES of them. */
  voltages: (number | null)[]
  count: number
}

/** @returns undefined for what begins as no electrocardiogram does */
function readRecording(text: string): Recording | undefined {
  const headerLines: HeaderLine[] = []
  const voltages: (number | null)[] = []
  let count = 0
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (line.length > MAX_LINE_LENGTH) return undefined
    if (line.trim() === '') continue
    const voltage = readVoltage(line)
    if (voltage !== undefined || count > 0) {
      if (count < MAX_VOLTAGES) voltages.push(voltage ?? null)
      count++
      continue
    }
    const headerLine = readHeaderLine(line)
    if (headerLine) headerLines.push(headerLine)
    if (headerLines.length > MAX_HEADER_LINES) return undefined
  }
  return { headerLines, voltages, count }
}

/** `-24.871` or, where decimals have a comma, `-24,871`: a line is one voltage. U+2212 is the minus of some languages. */
function readVoltage(line: string): number | undefined {
  const parts = /^\s*"?([-+\u2212]?)(\d{1,10})(?:[.,](\d{1,20}))?"?\s*$/.exec(line)
  if (!parts) return undefined
  const [, sign, whole, fraction = '0'] = parts
  const voltage = Number(`${whole}.${fraction}`)
  return sign === '-' || sign === '\u2212' ? -voltage : voltage
}

/** RFC 3339; undefined where nobody knows how long a voltage lasts. */
function computeEnd({ recordedDate, samplingFrequency }: ElectrocardiogramHeader, voltages: number) {
  const start = Date.parse(recordedDate)
  if (samplingFrequency === undefined || Number.isNaN(start)) return undefined
  return new Date(start + Math.round(voltages / samplingFrequency) * 1_000).toISOString()
}
