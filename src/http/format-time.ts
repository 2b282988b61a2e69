/** Offsets change at whole quarters of an hour, in every zone and year that a record is likely to be of. */
const QUARTER_MS = 900_000

/**
 * How an answer writes times: RFC 3339 in UTC, or with the offset of a time zone where one was asked for.
 * @param timezone an IANA name that the engine knows
 */
export function timeFormat(timezone: string | undefined): (time: Date) => string {
  if (timezone === undefined) return time => time.toISOString()
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' })
  const offsets = new Map<number, string>()
  const offsetAt = (time: Date) => {
    const quarter = Math.floor(time.getTime() / QUARTER_MS)
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const offset = name.replace('GMT', '') || '+00:00'
    offsets.set(quarter, offset)
    return offset
  }
  return time => {
    const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offsetAt(time)) ?? []
    // The mean time of a place, before there were zones, has seconds in its offset, and RFC 3339 has not.
    if (sign === undefined) return time.toISOString()
    const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
    const local = new Date(time.getTime() + offsetMs)
    return `${local.toISOString().slice(0, -1)}${sign}${hours}:${minutes}`
  }
}
