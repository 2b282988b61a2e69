import type { HealthEvent } from '../api/events.ts'
import { numberOf, textOf, timeOf } from './plain-words.ts'

/** A recording as it is drawn. */
export interface Recording {
  /** In millivolts, one after the other; null where one could not be read. */
  millivolts: readonly (number | null)[]
  /** How many of them are a second. */
  hertz: number
}

/** Apple's watch takes so many. */
const USUAL_HERTZ = 512

/** The voltages of an electrocardiogram, as Health Auto Export writes them or as they stood in a file of Apple Health. */
export function readRecording({ detail, started_at, ended_at }: HealthEvent): Recording | undefined {
  const { voltageMeasurements, voltages } = detail ?? {}
  const list: unknown = voltages ?? voltageMeasurements
  if (!Array.isArray(list) || list.length === 0) return undefined
  const factor = millivoltsIn(unitOf(list[0]) ?? textOf(detail?.unit))
  const millivolts = list.map((item: unknown) => {
    const voltage = voltageOf(item)
    return voltage === undefined ? null : voltage * factor
  })
  if (millivolts.every(voltage => voltage === null)) return undefined
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000
  const hertz =
    numberOf(detail?.samplingFrequency) ??
    hertzOf(list) ??
    (seconds > 0 ? list.length / seconds : USUAL_HERTZ)
  return { millivolts, hertz: hertz > 0 ? hertz : USUAL_HERTZ }
}

const voltageOf = (item: unknown): number | undefined =>
  typeof item === 'object' && item !== null && 'voltage' in item ? numberOf(item.voltage) : numberOf(item)

const unitOf = (item: unknown): string | undefined =>
  typeof item === 'object' && item !== null && 'units' in item ? textOf(item.units) : undefined

/** From the times of the first and the last. */
function hertzOf(list: readonly unknown[]): number | undefined {
  const [first, last] = [list[0], list.at(-1)].map(item =>
    typeof item === 'object' && item !== null && 'date' in item ? timeOf(item.date) : undefined,
  )
  return first !== undefined && last !== undefined && last > first
    ? ((list.length - 1) / (last - first)) * 1000
    : undefined
}

/** Of microvolts, which both write, unless the unit says otherwise. */
function millivoltsIn(unit: string | undefined): number {
  if (unit === undefined || /^(mcV|[µμu]V|мкВ)$/.test(unit)) return 0.001
  if (/^(mV|мВ)$/.test(unit)) return 1
  return /^[VВ]$/.test(unit) ? 1000 : 0.001
}
