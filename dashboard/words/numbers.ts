import { convert, type ShownUnit } from './units.ts'

/** Formats are dear to make, and there are few. */
const formats = new Map<number, Intl.NumberFormat>()

/** A number in the browser's locale. */
export function sayNumber(value: number, digits = 0): string {
  let format = formats.get(digits)
  if (!format) {
    format = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits })
    formats.set(digits, format)
  }
  // Not −0.
  return format.format(Number(value.toFixed(digits)) + 0)
}

/** A value as the service answered it, in the unit shown, without its sign; of large ones no decimal places. */
export function sayValue(value: number, unit: ShownUnit): string {
  const converted = convert(value, unit)
  return sayNumber(converted, Math.abs(converted) >= 1000 ? 0 : unit.digits)
}

/** `5.2 km` */
export const sayQuantity = (value: number, unit: ShownUnit): string =>
  `${sayValue(value, unit)} ${unit.sign}`.trim()

/** `5,200–9,800 kcal` */
export const sayRange = (low: number, high: number, unit: ShownUnit): string => {
  const [from, to] = [sayValue(low, unit), sayValue(high, unit)]
  return `${from === to ? from : `${from}–${to}`} ${unit.sign}`.trim()
}

const bytesFormat = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** `1.2 MB` */
export function sayBytes(bytes: number): string {
  const signs = ['bytes', 'kB', 'MB', 'GB']
  const step = Math.min(signs.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${bytesFormat.format(bytes / 1000 ** step)} ${signs[step]}`
}
