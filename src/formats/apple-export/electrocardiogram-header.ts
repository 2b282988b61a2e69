import { createBareObject } from '../json-object.ts'

export interface HeaderLine {
  label: string
  value: string
}

export interface ElectrocardiogramHeader {
  recordedDate: string
  classification?: string
  /** In hertz. */
  samplingFrequency?: number
  unit?: string
  /** All lines that say something of the recording, by their own labels. */
  lines: Record<string, string>
}

/** A line `Device,"Watch6,2"` taken apart; undefined for what has no label. */
export function readHeaderLine(line: string): HeaderLine | undefined {
  const comma = line.indexOf(',')
  if (comma < 1) return undefined
  return { label: unquote(line.slice(0, comma)), value: unquote(line.slice(comma + 1)) }
}

/** Of the person, and not of the recording. */
const personal: ReadonlySet<string> = new Set(['name', 'date of birth'])
const ofRecording: ReadonlySet<string> = new Set([
  'classification',
  'symptoms',
  'software version',
  'device',
  'sample rate',
  'lead',
  'unit',
])

/**
 * Labels are in the language of the phone, and so is the classification; their order is Apple's: name, date of birth, recorded
 * date, classification. What has no English label is found by the look of its value, and the classification by its
 * place. Whatever stands before the recorded date is the person's, and left out, unless its label says otherwise.
 * @returns undefined where there is no recorded date, so that it is no electrocardiogram
 */
export function readHeader(written: readonly HeaderLine[]): ElectrocardiogramHeader | undefined {
  const labelled = (label: string) => written.find(line => fold(line) === label)
  const looking = (like: RegExp) => written.findLast(({ value }) => like.test(value))
  const recorded = labelled('recorded date') ?? looking(time)
  if (!recorded || !time.test(recorded.value)) return undefined
  const at = written.indexOf(recorded)
  const kept = written.filter((line, index) => {
    const label = fold(line)
    return line.value !== '' && !personal.has(label) && (index >= at || ofRecording.has(label))
  })
  const lines = createBareObject<string>()
  for (const { label, value } of kept) lines[label] ??= value

  const rate = labelled('sample rate') ?? looking(frequency) ?? looking(anyRate)
  const samplingFrequency = rate && readFrequency(rate.value)
  const classification = (labelled('classification') ?? written[at + 1])?.value
  const unit = (labelled('unit') ?? looking(volts))?.value
  return {
    recordedDate: recorded.value,
    ...(classification && { classification }),
    ...(samplingFrequency !== undefined && { samplingFrequency }),
    ...(unit && { unit }),
    lines,
  }
}

function fold({ label }: HeaderLine): string {
  return label.toLowerCase()
}

/** A date of birth has no time of day. */
const time = /^\d{4}-\d\d-\d\d[ T]\d\d?:\d\d:\d\d/
/** The last letter may be that of another alphabet: `мкВ` in Russian. */
const volts = /^\p{L}{0,3}[VВ]$/u
const frequency = /^\d{1,6}(?:[.,]\d{1,15})?\s*(?:hz|hertz)$/i
/** In a language that has a word of its own for it. */
const anyRate = /^(\d{1,6}(?:[.,]\d{1,15})?)\s*\p{L}+$/u

function readFrequency(value: string): number | undefined {
  const hertz = Number(anyRate.exec(value)?.[1]?.replace(',', '.'))
  return hertz >= 1 ? hertz : undefined
}

function unquote(cell: string): string {
  const text = cell.trim()
  const quoted = /^"(.*)"$/.exec(text)
  return quoted ? quoted[1]!.replaceAll('""', '"').trim() : text
}
